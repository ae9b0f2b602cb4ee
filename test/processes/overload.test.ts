/** Several times as many messages as can be answered, with WeChat's real clock: every one ends in a text on its first attempt. */
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { textMessage, unfollowEvent } from '../../src/platform/messages.ts'
import { createPlatform, type Delivered } from '../../src/platform/platform.ts'
import { answer, on, query, silent } from '../../src/rule/index.ts'
import { LIMITS } from '../../src/delivery/limits.ts'
import { emptyDatabase, migratedDatabase } from '../support/database.ts'
import { listen } from '../support/listener.ts'
import { createNode } from '../support/node.ts'
import { listen as listenAt } from '../../src/listen.ts'
import { createQueue } from '../../src/web/queue.ts'
import { BUSY, startNode, tell, textOf } from '../support/nodes.ts'
import { waitFor } from '../support/process.ts'
import { rulebookOf } from '../support/rulebook.ts'
import { ACCOUNTS } from '../support/wechat.ts'

/** Twenty of them a second keep the process busy. */
const COSTLY = `import { answer, query } from '#rule'
export default query({
  title: '算', pattern: '算', examples: [{ say: '算', reply: '算好了' }],
  reply() {
    for (const end = performance.now() + 50; performance.now() < end;);
    return answer('算好了')
  },
})
`
const A_SECOND = 80
const SECONDS = 10

/** So many fans a second ask, whether or not those before them have their answer. */
async function crowd(say: (fan: string) => Promise<Delivered>): Promise<Delivered[]> {
  const all: Promise<Delivered>[] = []
  const start = performance.now()
  while (all.length < A_SECOND * SECONDS) {
    const due = ((performance.now() - start) / 1000) * A_SECOND
    while (all.length < Math.min(due, A_SECOND * SECONDS)) all.push(say(`crowd${all.length}`))
    await sleep(5)
  }
  return Promise.all(all)
}
const megabytes = (pid: number, field: 'VmHWM' | 'VmRSS') =>
  Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024

test('four times what can be done: each message has a text on its first attempt, the queue stays short, and all is well right after', async () => {
  const node = await startNode(await emptyDatabase(), { rules: { 'costly.ts': COSTLY } })
  expect(textOf(await node.say('算', 'first'))).toBe('算好了')
  const pid = node.child.pid ?? 0
  const before = megabytes(pid, 'VmRSS')
  const all = await crowd((fan) => node.say('算', fan))
  const attempts = all.map((delivered) => delivered.attempts.length)
  const [answered, busy] = ['算好了', BUSY].map((text) => all.filter((one) => textOf(one) === text).length)
  const longest = Math.max(...all.flatMap((delivered) => delivered.attempts.map(({ ms }) => ms)))
  const grown = Math.round(megabytes(pid, 'VmHWM') - before)
  tell('overload', { answered, busy, longest, grown })
  expect([Math.max(...attempts), (answered ?? 0) + (busy ?? 0)]).toEqual([1, all.length])
  expect(answered).toBeGreaterThan(20)
  expect(grown).toBeLessThan(150)
  expect(node.output()).toContain('more messages than can be answered in time')
  const again = await node.say('算', 'last')
  expect([textOf(again), (again.attempts[0]?.ms ?? Infinity) < 1_000]).toEqual(['算好了', true])
})

test('more in hand than there may be: others read the kind text at once, who leaves is forgotten, and it ends with the work', async () => {
  const given = { title: 't', examples: [{ say: 'x', reply: 'x' }] } as const
  let [open, left, runs] = [() => {}, 0, 0]
  const opened = new Promise<void>((resolve) => (open = resolve))
  const rules = rulebookOf({
    wait: query({
      ...{ ...given, pattern: '等' },
      reply: async () => {
        runs++
        await opened
        return answer('好了')
      },
    }),
    leave: on('unsubscribe', {
      ...{ title: 't', examples: [{ event: {}, outcome: 'silent' }] },
      reply: () => (left++, silent()),
    }),
  })
  const { app } = await createNode(await migratedDatabase(), rules, { limits: { ...LIMITS, mostInHand: 20 } })
  const { origin } = await listen(app)
  const platform = createPlatform({ url: `${origin}/wechat`, account: ACCOUNTS.get('main')! })
  const say = (fan: string) => platform.send(textMessage('等', fan))
  const waiting = Array.from({ length: 20 }, (_, fan) => say(`early${fan}`))
  await waitFor(() => runs === 20, 4_000)
  const late = await Promise.all(Array.from({ length: 30 }, (_, fan) => say(`late${fan}`)))
  expect(new Set(late.map(textOf))).toEqual(new Set([BUSY]))
  await platform.send(unfollowEvent('early0'))
  expect([runs, left]).toEqual([20, 1])
  open()
  expect(new Set((await Promise.all(waiting)).map(textOf))).toEqual(new Set(['好了']))
  expect(textOf(await say('late0'))).toBe('好了')
})

test('one call that waits has met a machine that stood still, two in a row a queue that is too long', async () => {
  const waiting: ((response: Response) => void)[] = []
  const place = { port: 0, host: '127.0.0.1', setting: 'PORT' } as const
  const still = await listenAt(() => new Promise<Response>((resolve) => waiting.push(resolve)), place)
  const queue = createQueue()
  const stop = queue.watch({ host: '127.0.0.1', port: still.port }, still)
  const messages = () => Array.from({ length: 20 }, queue.isLong)
  const called = async () => {
    await waitFor(() => (messages(), waiting.length > 0), 4_000)
    return waiting.pop()!
  }
  const first = await called()
  await sleep(1_800)
  expect(messages()).not.toContain(true)
  first(new Response())
  const second = await called()
  await waitFor(() => messages().includes(true), 3_000)
  second(new Response())
  await called() // which is never answered, so another is made
  const fourth = await called()
  fourth(new Response())
  await waitFor(() => !messages().includes(true), 1_000)
  stop()
  still.cut()
  await still.drain()
})

test('while those who wait have their turn, a connection ends with its response', async () => {
  const place = { port: 0, host: '127.0.0.1', setting: 'PORT' } as const
  const { port, takeTurns, drain, cut } = await listenAt(() => new Response('x'), place)
  const connection = async () => (await fetch(`http://127.0.0.1:${port}`)).headers.get('connection')
  const seen = [await connection()]
  for (const isOn of [true, true, false]) {
    takeTurns(isOn)
    seen.push(await connection())
  }
  cut()
  await drain()
  expect(seen).toEqual(['keep-alive', 'close', 'close', 'keep-alive'])
})
