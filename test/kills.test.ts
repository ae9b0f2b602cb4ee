/** kill -9 between any two steps of a command: whatever its fan reads is so, and nothing is done twice. */
import { afterAll, expect, test } from 'vitest'
import { textMessage } from '../src/platform/messages.ts'
import { emptyDatabase } from './support/database.ts'
import { applied, attemptsOf, startNode, textOf, unique, weChat } from './support/nodes.ts'
import { createStepProxy, type Step } from './support/step-proxy.ts'

const STEPS = [
  'BEGIN',
  'insert into `yingda_effects`',
  'insert into `parts`',
  'update `yingda_effects`',
  'COMMIT',
]
const PACKETS = 2 * STEPS.length
/** Before and after each packet of the transaction; after the last one the reply has yet to be sent. */
const every: Step[] = Array.from({ length: PACKETS }, (_, index) => index + 1).flatMap((packet) => [
  { packet, when: 'before' },
  { packet, when: 'after' },
])
/** What cannot be told apart from outside: nothing done, the effect written, COMMIT on its way, done and not said. */
const telling: Step[] = [
  { packet: 1, when: 'after' },
  { packet: 6, when: 'after' },
  { packet: 9, when: 'before' },
  { packet: 9, when: 'after' },
  { packet: 10, when: 'before' },
  { packet: 10, when: 'after' },
]
const steps = process.env['KILL_STEPS'] === 'every' ? every : telling

const url = await emptyDatabase()
const survivor = await startNode(url)
const proxy = () => createStepProxy(url)
const proxies = await Promise.all([proxy(), proxy()])
afterAll(() => proxies.forEach(({ close }) => close()))

test('the steps of a command are those that the kills are between', async () => {
  const [way] = proxies
  if (!way) return
  const node = await startNode(way.url)
  way.arm(undefined)
  const n = unique()
  expect(textOf(await node.say(`记${n}`))).toBe(`记${n}好了`)
  expect(way.packets()).toHaveLength(PACKETS)
  const requests = way.packets().filter((_, index) => index % 2 === 0)
  for (const [index, step] of STEPS.entries()) expect(requests[index]).toContain(step)
  await node.end('SIGKILL')
})

test(
  'a node killed with -9 between any two steps of a command: the fan reads its reply from another node, and it is done once',
  { timeout: 20_000 + 8_000 * steps.length },
  async () => {
    const left = [...steps]
    const kill = async (way: (typeof proxies)[number]) => {
      for (let step = left.shift(); step; step = left.shift()) {
        const node = await startNode(way.url)
        way.arm(step, () => node.child.kill('SIGKILL'))
        const n = unique()
        const ways = weChat((attempt) => (attempt === 1 ? node : survivor).url)
        const delivered = await ways.send(textMessage(`记${n}`, `buyer${n}`))
        const name = `${step.when} packet ${step.packet}`
        expect([name, textOf(delivered), await applied(url, n)]).toEqual([name, `记${n}好了`, 1])
        // After the last packet the reply may have been faster than the kill.
        if (step.packet < PACKETS)
          expect([name, ...attemptsOf(delivered)]).toEqual([name, 'broken', 'accepted'])
        await node.end('SIGKILL')
      }
    }
    await Promise.all(proxies.map(kill))
  },
)
