/** A node, MySQL or the connection between them ends between any two steps of a command: what its fan reads is so, and nothing is done twice. */
import { afterAll, describe, expect, test } from 'vitest'
import { textMessage } from '../../src/platform/messages.ts'
import { startEmbedded } from '../../src/db/embedded.ts'
import { emptyDatabase } from '../support/database.ts'
import {
  applied,
  attemptsOf,
  BUSY,
  fetched,
  LATER,
  startNode,
  tell,
  textOf,
  ticketIn,
  unique,
  weChat,
} from '../support/nodes.ts'
import { mariadbPid, temporaryFolder, waitFor } from '../support/process.ts'
import { createStepProxy, type Step } from '../support/step-proxy.ts'

const STEPS = [
  'BEGIN',
  'insert into `yingda_effects`',
  'insert into `parts`',
  'update `yingda_effects`',
  'COMMIT',
]
const PACKETS = 2 * STEPS.length
const COMMIT = PACKETS - 1
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

describe.concurrent('a command', { timeout: 60_000 }, () => {
  test('the steps of a command are those that the kills are between', async ({ onTestFinished }) => {
    const way = await proxy()
    onTestFinished(way.close)
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

  test('a connection that is cut between any two steps of a command: its fan reads that it is done, or that it is not, and so it is', async ({
    onTestFinished,
  }) => {
    const way = await proxy()
    onTestFinished(way.close)
    const node = await startNode(way.url)
    for (const step of every) {
      const n = unique()
      way.arm(step, ({ cut }) => cut())
      const delivered = await node.say(`记${n}`, `buyer${n}`)
      const name = `${step.when} packet ${step.packet}`
      tell(name, [textOf(delivered), ...delivered.attempts.map(({ ms }) => ms)])
      // From COMMIT on the connection does not tell, so the mark is asked; it may have been sent already, too.
      const isDone = step.packet >= COMMIT || (step.packet === COMMIT - 1 && textOf(delivered) !== BUSY)
      const read = isDone ? `记${n}好了` : BUSY
      expect([name, textOf(delivered), await applied(url, n)]).toEqual([name, read, isDone ? 1 : 0])
    }
  })

  test('a connection that is cut in COMMIT, and another one while the earlier reply is read: the fan reads the reply all the same', async ({
    onTestFinished,
  }) => {
    const way = await proxy()
    onTestFinished(way.close)
    const node = await startNode(way.url)
    const n = unique()
    way.arm({ packet: COMMIT + 1, when: 'before' }, ({ cut }) => {
      way.cutNext('from `yingda_effects`')
      cut()
    })
    expect(textOf(await node.say(`记${n}`))).toBe(`记${n}好了`)
    expect(await applied(url, n)).toBe(1)
  })

  test(
    'MySQL killed with -9 while it commits: the fan reads how the command ended, from the ticket if need be, once',
    { timeout: 60_000 },
    async ({ onTestFinished }) => {
      const folder = await temporaryFolder('mariadb')
      const server = await startEmbedded(folder)
      const way = await createStepProxy(server.url)
      onTestFinished(async () => {
        way.close()
        await server.stop()
      })
      const node = await startNode(way.url)
      const commits = every.filter(({ packet }) => packet === COMMIT || packet === COMMIT + 1)
      for (const step of commits) {
        const n = unique()
        way.arm(step, ({ passOn }) => {
          passOn()
          process.kill(mariadbPid(folder) ?? 0, 'SIGKILL')
        })
        const delivered = await node.say(`记${n}`, `buyer${n}`)
        const end = LATER.test(textOf(delivered))
          ? await fetched(node, ticketIn(delivered), `buyer${n}`)
          : textOf(delivered)
        tell(`MySQL ${step.when} packet ${step.packet}`, [
          textOf(delivered),
          end,
          ...delivered.attempts.map(({ ms }) => ms),
        ])
        await waitFor(async () => textOf(await node.say('快1')) === '快1', 10_000)
        expect([end, await applied(server.url, n)]).toEqual([`记${n}好了`, 1])
      }
    },
  )
})
