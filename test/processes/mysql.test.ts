/** What may befall MySQL and the disk: every message ends in a text, and nothing is done twice. */
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test, type TestContext } from 'vitest'
import { startEmbedded } from '../../src/db/embedded.ts'
import { administer, emptyDatabase } from '../support/database.ts'
import {
  applied,
  attemptsOf,
  BUSY,
  expectPromisesKept,
  startNode,
  tell,
  textOf,
  traffic,
  unique,
  type Node,
} from '../support/nodes.ts'
import { createStepProxy } from '../support/step-proxy.ts'
import { mariadbPid, temporaryFolder, waitFor } from '../support/process.ts'

const crossing = `import { answer, code, command } from '#rule'
import { parts } from '#schema'
import { eq, sql } from 'drizzle-orm'
const number = code(/^\\d+$/, '数字')
export default command({
  title: '转', pattern: '从{from}到{to}', params: { from: number, to: number }, examples: [{ say: '从1到2', reply: '转好了' }],
  async reply({ from, to }, { tx }) {
    const add = (n: string) => tx.update(parts).set({ workstation: sql\`workstation + 1\` }).where(eq(parts.code, n))
    await add(from)
    await tx.execute(sql\`SELECT SLEEP(0.5)\`)
    await add(to)
    return answer('转好了')
  },
})
`
/** A MariaDB that a test may stop or freeze. */
async function ownServer({ onTestFinished }: Pick<TestContext, 'onTestFinished'>) {
  const folder = await temporaryFolder('mariadb')
  let server = await startEmbedded(folder)
  onTestFinished(() => server.stop())
  return {
    url: server.url,
    pid: () => mariadbPid(folder) ?? 0,
    stop: async () => {
      await server.stop()
      await waitFor(() => mariadbPid(folder) === undefined, 10_000)
    },
    start: async () => void (server = await startEmbedded(folder)),
  }
}
/** The server as on a disk that takes nothing more. */
const WITHOUT_ROOM = [
  'sh',
  '-c',
  'ulimit -f 0 && TSX_DISABLE_CACHE=1 exec "$0" "$@"',
  process.execPath,
  'src/setup.js',
  'serve',
]
const healthy = async (one: Node) =>
  waitFor(async () => textOf(await one.say(`快${unique()}`)).startsWith('快'), 30_000)

/** Rows of the message log, of texts that nobody else has sent. */
async function rowsOf(url: string, texts: readonly string[]): Promise<number> {
  const list = texts.map((text) => `'${text}'`).join(',')
  const rows = await administer(`SELECT 1 FROM yingda_messages WHERE text IN (${list})`, url)
  return (rows as unknown[]).length
}
/** The signal reaches one thread after the other, and one may end meanwhile. */
function isStopped(pid: number): boolean {
  try {
    return readdirSync(`/proc/${pid}/task`).every((task) =>
      / T /.test(readFileSync(`/proc/${pid}/task/${task}/stat`, 'utf8')),
    )
  } catch {
    return false
  }
}
const droppedBy = ({ output }: Node): number =>
  Number([...output().matchAll(/"dropped":(\d+)/g)].at(-1)?.[1] ?? 0)

describe.concurrent('MySQL', { timeout: 90_000 }, () => {
  test('stopped and started again: kind texts while it is away, answers once it is back, a row in the message log for each of them', async (context) => {
    const { url, stop, start } = await ownServer(context)
    const node = await startNode(url)
    const tight = await startNode(url, { command: WITHOUT_ROOM })
    const both = [node, tight].map((one) => ({ one, fans: traffic(one.platform.send) }))
    await sleep(2_500)
    await stop()
    expect([textOf(await node.say('快1')), textOf(await tight.say('快2'))]).toEqual([BUSY, BUSY])
    await sleep(4_000)
    await start()
    await Promise.all([healthy(node), healthy(tight)])
    await sleep(1_000)
    const said = await Promise.all(both.map(({ fans }) => fans.stop()))
    for (const [index, { one }] of both.entries()) {
      const counts = await expectPromisesKept(said[index] ?? [], one, url)
      tell(`stopped ${index}`, counts)
      expect(Object.keys(counts)).toEqual(expect.arrayContaining(['answer, attempt 1', 'busy, attempt 1']))
    }
    await waitFor(async () => (await rowsOf(url, node.heard)) === node.heard.length, 5_000)
    expect(droppedBy(node)).toBe(0)
    // The disk refuses what it should keep meanwhile: it is counted, to the row.
    const missing = async () => tight.heard.length - (await rowsOf(url, tight.heard))
    await waitFor(async () => (await missing()) === droppedBy(tight), 5_000)
    expect(droppedBy(tight)).toBeGreaterThan(20)
    tell('rows', { all: tight.heard.length, dropped: droppedBy(tight) })
  })

  test('frozen for ten seconds during a COMMIT: kind texts until it thaws, and the ticket tells that the command is done', async (context) => {
    const { url, pid } = await ownServer(context)
    const way = await createStepProxy(url)
    context.onTestFinished(way.close)
    const node = await startNode(way.url)
    const fans = traffic(node.platform.send)
    await sleep(1_500)
    const passOn = await new Promise<() => void>((resolve) =>
      way.arm({ packet: 9, when: 'before' }, (here) => resolve(here.passOn)),
    )
    process.kill(pid(), 'SIGSTOP')
    await waitFor(() => isStopped(pid()), 5_000)
    passOn()
    await sleep(10_000)
    process.kill(pid(), 'SIGCONT')
    await healthy(node)
    await sleep(1_000)
    const counts = await expectPromisesKept(await fans.stop(), node, url)
    tell('frozen', counts)
    for (const kind of ['answer', 'busy', 'later']) expect(Object.keys(counts).join()).toContain(kind)
  })
})

describe('one node', { timeout: 90_000 }, async () => {
  const url = await emptyDatabase()
  const node = await startNode(url, { rules: { 'cross.ts': crossing } })

  test('with two commands in each other’s way: the deadlock is resolved within the first attempt, both are done once', async () => {
    const [a, b] = [unique(), unique()]
    await administer(`INSERT INTO parts (code, workstation) VALUES ('${a}', '0'), ('${b}', '0')`, url)
    const both = await Promise.all([node.say(`从${a}到${b}`, 'left'), node.say(`从${b}到${a}`, 'right')])
    tell('deadlock', Object.fromEntries(both.map((one, index) => [index, one.attempts[0]?.ms ?? 0])))
    expect(both.map(textOf)).toEqual(['转好了', '转好了'])
    expect(both.map(attemptsOf)).toEqual([['accepted'], ['accepted']])
    expect([await applied(url, a), await applied(url, b)]).toEqual([2, 2])
  })

  test('with every connection killed again and again: every message has a text, every command is done once or not at all', async () => {
    const fans = traffic(node.platform.send, 150)
    const threads = `SELECT ID FROM information_schema.processlist
      WHERE DB = '${new URL(url).pathname.slice(1)}' AND ID <> CONNECTION_ID()`
    let killed = 0
    for (let round = 0; round < 20; round++) {
      for (const { ID } of (await administer(threads)) as { ID: number }[])
        await administer(`KILL ${ID}`).then(
          () => killed++,
          () => {},
        )
      await sleep(200)
    }
    await healthy(node)
    const counts = await expectPromisesKept(await fans.stop(), node, url)
    tell(`${killed} killed`, counts)
    expect(killed).toBeGreaterThan(40)
  })
})
