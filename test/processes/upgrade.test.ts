/** Nodes of this version and of the next one on one MySQL, whose tables the next one changes under load. */
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { textMessage } from '../../src/platform/messages.ts'
import { administer, emptyDatabase } from '../support/database.ts'
import { nextVersion, ownTables } from '../support/next-version.ts'
import {
  applied,
  attemptsOf,
  expectPromisesKept,
  fetched,
  runsIn,
  startNode,
  tell,
  textOf,
  ticketIn,
  traffic,
  unique,
  weChat,
  type Node,
} from '../support/nodes.ts'
import { waitFor } from '../support/process.ts'

const NEWER = 'the database is of a newer version than this one'
const url = await emptyDatabase()
const version = await nextVersion()

describe('an upgrade', { timeout: 120_000 }, () => {
  test('under load, node by node: each message is answered, each command done once, each has its row', async () => {
    const nodes: Node[] = await Promise.all([startNode(url), startNode(url)])
    let turn = 0
    const ways = weChat(() => nodes[turn++ % nodes.length]?.url ?? '')
    const fans = traffic(ways.send)
    await sleep(1_500)
    nodes.push(await startNode(url, { version }))
    await sleep(2_000)
    for (const old of nodes.slice(0, 2)) {
      nodes.splice(nodes.indexOf(old), 1) // as the balancer does, so that WeChat's first attempt is not spent on it
      await old.end('SIGTERM')
      nodes.push(await startNode(url, { version }))
    }
    await sleep(1_000)
    const said = await fans.stop()
    const [last] = nodes
    if (!last) throw new Error('no node')
    const counts = await expectPromisesKept(said, last, url)
    tell('upgrade', counts)
    for (const kind of Object.keys(counts))
      expect(kind).toMatch(/^(answer, attempt|busy, attempt 1|later, attempt 3)/)
    const rows = async () =>
      (await administer(
        `SELECT COUNT(DISTINCT text) AS n FROM yingda_messages WHERE text IN (${said.map(({ text }) => `'${text}'`).join()})`,
        url,
      )) as [{ n: number }]
    await waitFor(async () => (await rows())[0].n === said.length, 10_000)
    for (const node of nodes) await node.end('SIGTERM')
  })

  test('leaves tables that an old node works with: it starts, says so, and shares work with the new one', async () => {
    const [next, old] = [await startNode(url, { version }), await startNode(url)]
    expect([old.output().includes(NEWER), next.output().includes(NEWER)]).toEqual([true, false])
    for (const table of ownTables()) await administer(`SELECT next FROM ${table} LIMIT 1`, url)
    for (const [from, to] of [
      [old, next],
      [next, old],
    ] as const) {
      const moving = weChat((attempt) => (attempt === 1 ? from : to).url)
      const n = unique()
      const [command, asked] = await Promise.all([
        moving.send(textMessage(`慢记${n}`, `orderer${n}`)),
        moving.send(textMessage('慢115', `holder${n}`)),
      ])
      expect([textOf(command), attemptsOf(command)]).toEqual([`慢记${n}好了`, ['timeout', 'accepted']])
      expect([await applied(url, n), runsIn([old, next], `慢记${n}`)]).toEqual([1, 1])
      expect(await fetched(from, ticketIn(asked), `holder${n}`)).toBe('慢115')
    }
  })
})
