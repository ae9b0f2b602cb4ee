/** Figures are counted from the message log: each message once, and read from few rows. */
import fc from 'fast-check'
import { count, sql } from 'drizzle-orm'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { createDatabase } from '../src/db/connect.ts'
import { clusters, figures, progress } from '../src/db/figure-tables.ts'
import { messages } from '../src/db/tables.ts'
import { CLUSTER_LIMIT } from '../src/figures/expire.ts'
import { createFigures } from '../src/figures/figures.ts'
import { SETTLE_MS } from '../src/figures/settled.ts'
import { clusterOf, findClusters } from '../src/figures/find-clusters.ts'
import { series, totals } from '../src/figures/overview.ts'
import { ruleFigures } from '../src/figures/rule-figures.ts'
import { hear } from '../src/rule/normalize.ts'
import type { MessageRow } from '../src/message-log/row.ts'
import { writeEntries } from '../src/message-log/writer.ts'
import { administer, migratedDatabase } from './support/database.ts'
import { range, rowOf } from './support/message-log.ts'
import { quietLog } from './support/outputs.ts'

const database = await migratedDatabase()
const { url, write } = database
const log = quietLog()
const NOW = Date.UTC(2026, 10, 30, 12, 0, 30)
const [MINUTE_MS, DAY_MS] = [60_000, 24 * 60 * 60_000]
let now = NOW
let number = 0

beforeEach(async () => {
  now = NOW
  for (const table of [messages, figures, clusters, progress]) await write.delete(table)
})

const job = (own: Pick<typeof database, 'write' | 'transact' | 'health'> = database) => {
  const figures = createFigures({ database: own, days: 90, now: () => now, log })
  onTestFinished(() => figures.stop())
  return figures
}

/** Rows of so long ago. */
const add = async (rows: number, more: Partial<MessageRow> = {}, agoMs = 10 * MINUTE_MS) => {
  const at = new Date(NOW - agoMs)
  const made = range(0, rows).map(() => rowOf(number++, { at, ...more }))
  await writeEntries(write, made, log)
}

async function countAll(): Promise<void> {
  const figures = job()
  await figures.count()
  now += SETTLE_MS
  await figures.count()
}

/** How many messages each step has counted. */
async function counted(): Promise<Record<number, number>> {
  const rows = await write
    .select({ step: figures.step, n: sql`SUM(${figures.n})`.mapWith(Number) })
    .from(figures)
    .groupBy(figures.step)
  return Object.fromEntries(rows.map(({ step, n }) => [step, n]))
}
const inAllSteps = (n: number) => ({ 1: n, 10: n, 60: n, 1440: n })

describe('every message is counted once', () => {
  test('and only when none before it can still come', async () => {
    const figures = job()
    await add(10)
    await figures.count()
    now += SETTLE_MS - 1
    await add(5)
    await figures.count()
    expect(await counted()).toEqual({})
    now += 1
    await figures.count()
    expect(await counted()).toEqual(inAllSteps(10))
    now += SETTLE_MS
    await figures.count()
    expect(await counted()).toEqual(inAllSteps(15))
  })

  test('by however many nodes at once, also when their connections are killed again and again', async () => {
    const nodes = range(0, 3).map(() => createDatabase({ url }))
    const jobs = nodes.map(job)
    await add(9_000, { outcome: 'unmatched' })
    await Promise.all(jobs.map((one) => one.count()))
    now += SETTLE_MS
    for (let round = 0; round < 60 && (await counted())[1] !== 9_000; round++) {
      const counting = Promise.all(jobs.map((one) => one.count()))
      if (round < 12) await killAll(new URL(url).pathname.slice(1))
      await counting
    }
    expect(await counted()).toEqual(inAllSteps(9_000))
    const asked = await findClusters(write, { limit: 10 })
    expect(asked.map(({ n }) => n)).toEqual([9_000])
    await Promise.all(nodes.map((node) => node.close()))
  })

  test('in its own minute, however late it comes', async () => {
    await add(3)
    await countAll()
    await add(4)
    await add(2, {}, 3 * DAY_MS) // minutes and tens of minutes are kept for less
    await countAll()
    expect(await counted()).toEqual({ 1: 7, 10: 9, 60: 9, 1440: 9 })
    const [point] = (await series(write, { span: 'hour', now })).filter((one) => one.messages > 0)
    expect(point).toMatchObject({ at: new Date(Date.UTC(2026, 10, 30, 11, 50)), messages: 7, perMinute: 7 })
  })

  test('whether its fan has been forgotten since or not, for it has no name in the figures', async () => {
    await add(3, { outcome: 'unmatched' })
    await countAll()
    await write.delete(messages)
    await countAll()
    expect(await counted()).toEqual(inAllSteps(3))
    const [cluster] = await findClusters(write, { limit: 1 })
    expect(cluster).toMatchObject({ mask: '?#-#', n: 3, wordings: [] })
  })
})

async function killAll(name: string): Promise<void> {
  const threads = (await administer('SHOW PROCESSLIST')) as { Id: number; db: string | null; Info: unknown }[]
  for (const { Id, db } of threads) if (db === name) await administer(`KILL ${Id}`).catch(() => {})
}

test('percentiles are those of the messages, within a tenth', async () => {
  const ms = fc.oneof(fc.nat(30), fc.nat(5_000), fc.nat(2 ** 31 - 1))
  await fc.assert(
    fc.asyncProperty(fc.array(ms, { minLength: 1, maxLength: 300 }), async (all) => {
      for (const table of [messages, figures, progress]) await write.delete(table)
      const at = new Date(NOW - 10 * MINUTE_MS)
      await writeEntries(
        write,
        all.map((one) => rowOf(number++, { ms: one, at })),
        log,
      )
      await countAll()
      const sorted = all.toSorted((a, b) => a - b)
      const found = await totals(write, { span: 'hour', now })
      for (const [share, value] of [
        [0.5, found.p50],
        [0.95, found.p95],
        [0.99, found.p99],
      ] as const) {
        const exact = sorted[Math.ceil(share * sorted.length) - 1] ?? NaN
        expect(Math.abs(value - exact)).toBeLessThanOrEqual(exact * 0.1)
      }
    }),
    { numRuns: 25 },
  )
})

test('an hour, a day and a month say what happened, in total and step by step', async () => {
  await add(6, { ms: 20 })
  await add(2, { outcome: 'unmatched', attempt: 2 })
  await add(1, { outcome: 'failed', attempt: 0 })
  await add(1, { outcome: 'silent' })
  await add(5, { account: 'shop' })
  await add(7, {}, 5 * DAY_MS)
  await countAll()
  const hour = await totals(write, { span: 'hour', account: 'main', now })
  const said = { messages: 10, asking: 9, answered: 6, failed: 1, late: 0, retried: 2, unreached: 1 }
  expect(hour).toEqual({ ...said, p50: 20, p95: 20, p99: 20 })
  expect(await totals(write, { span: 'day', now })).toMatchObject({ messages: 15 })
  expect(await totals(write, { span: 'month', now })).toMatchObject({ messages: 22 })
  for (const [span, most] of [
    ['hour', 60],
    ['day', 144],
    ['month', 720],
  ] as const) {
    const points = await series(write, { span, now })
    const sum = points.reduce((all, { messages: each }) => all + each, 0)
    expect([points.length >= most - 1 && points.length <= most, sum]).toEqual([
      true,
      span === 'month' ? 22 : 15,
    ])
    const rough = await series(write, { span, now }, true)
    expect(rough.length).toBeLessThanOrEqual(30)
  }
})

test('rules are told apart: how often, how well, how fast, when last', async () => {
  await add(8, { rule: 'parts', ms: 5 })
  await add(1, { rule: 'parts', ms: 900, outcome: 'missing' })
  await add(1, { rule: 'parts', outcome: 'invalid' }, 3 * DAY_MS)
  await add(2, { rule: 'old' }, 60 * DAY_MS)
  await add(3, { rule: null, outcome: 'late' })
  await countAll()
  const found = await ruleFigures(write, { days: 7, now })
  expect([...found.keys()].sort()).toEqual(['old', 'parts'])
  expect(found.get('parts')).toEqual({
    ...{ hits: 10, missing: 1, invalid: 1, failed: 0, p50: 5 },
    ...{
      p95: expect.closeTo(900, -2),
      p99: expect.closeTo(900, -2),
      lastSeen: new Date(NOW - 10 * MINUTE_MS),
    },
  })
  expect(found.get('old')).toMatchObject({ hits: 0, lastSeen: new Date(NOW - 60 * DAY_MS) })
})

describe('what no rule answers', () => {
  const ask = (text: string, more: Partial<MessageRow> = {}, agoMs?: number) =>
    add(1, { outcome: 'unmatched', text, heard: hear(text).text, ...more }, agoMs)

  test('is put together whatever its digits, its case, its spaces and its final stops', async () => {
    await ask('订单 12345 到哪了？', {}, 5 * MINUTE_MS)
    await ask('订单88到哪了', {}, 3 * MINUTE_MS)
    await ask('WIFI 密码')
    await countAll()
    await ask('wifi密码。', { outcome: 'suggestion' }, 2 * MINUTE_MS)
    await ask('Wifi密码', { account: 'shop' })
    await ask('?18-999', { outcome: 'missing' })
    await ask('?abc', { outcome: 'invalid' })
    await ask('WIFI 密码', {}, MINUTE_MS)
    await countAll()
    const found = await findClusters(write, { limit: 10 })
    expect(found.map(({ account, mask, n }) => [account, mask, n])).toEqual([
      ['main', 'wifi 密码', 3],
      ['main', '订单 # 到哪了', 2],
      ['shop', 'wifi密码', 1],
    ])
    expect(found[0]).toMatchObject({
      firstAt: new Date(NOW - 10 * MINUTE_MS),
      lastAt: new Date(NOW - MINUTE_MS),
      wordings: [{ text: 'WIFI 密码' }],
    })
    const whole = await clusterOf(write, found[0]?.id ?? 0)
    expect(whole?.wordings.map(({ text }) => text)).toEqual(['WIFI 密码', 'wifi密码。'])
    expect(await clusterOf(write, 0)).toBeUndefined()
  })

  test('is read by pages and by account', async () => {
    for (const letter of 'abcde') await ask(letter)
    await ask('z', { account: 'shop' })
    await countAll()
    const first = await findClusters(write, { account: 'main', limit: 3 })
    const rest = await findClusters(write, { account: 'main', limit: 3, before: first.at(-1) })
    expect([...first, ...rest].map(({ mask }) => mask).sort()).toEqual([...'abcde'])
  })

  test('keeps the latest twenty wordings, and no text longer than a line', async () => {
    for (const one of range(0, 30)) await ask(`电话 ${one}`)
    await ask('啊'.repeat(5_000))
    await countAll()
    const [most, long] = await findClusters(write, { limit: 2 })
    const { wordings = [] } = (await clusterOf(write, most?.id ?? 0)) ?? {}
    expect(wordings.map(({ text }) => text)).toEqual(
      range(10, 30)
        .map((one) => `电话 ${one}`)
        .reverse(),
    )
    expect(long?.mask).toBe('啊'.repeat(100))
  })
})

test('figures and clusters go when they are old, each in its time', async () => {
  await add(1, { outcome: 'unmatched' })
  await countAll()
  const kept = async (days: number) => {
    now = NOW + days * DAY_MS
    await job().expire()
    const [left] = await write.select({ n: count() }).from(clusters)
    return [Object.keys(await counted()).map(Number), left?.n]
  }
  expect(await kept(0)).toEqual([[1, 10, 60, 1440], 1])
  expect(await kept(1.1)).toEqual([[10, 60, 1440], 1])
  expect(await kept(7.1)).toEqual([[60, 1440], 1])
  expect(await kept(89)).toEqual([[60, 1440], 1])
  expect(await kept(91)).toEqual([[], 0])
})

test('of more clusters than are kept, those asked once go, the oldest first', async () => {
  const at = new Date(NOW)
  const row = { account: 'main', mask: 'x', firstAt: at, lastAt: at, wordings: '[]' }
  const keyOf = (one: number) => String(one).padStart(32, '0')
  const rows = range(0, CLUSTER_LIMIT + 1_500).map((one) => ({
    ...row,
    key: keyOf(one),
    n: one < 10 ? 2 : 1,
  }))
  for (let from = 0; from < rows.length; from += 2_000)
    await write.insert(clusters).values(rows.slice(from, from + 2_000))
  await job().expire()
  const left = await write.select({ key: clusters.key }).from(clusters).orderBy(clusters.id)
  expect(left).toHaveLength(CLUSTER_LIMIT)
  expect(left.slice(0, 11).map(({ key }) => Number(key))).toEqual([...range(0, 10), 1_510])
})

test('while nothing is said, counting costs one statement', async () => {
  const statements: string[] = []
  const own = createDatabase({ url }, (statement) => statements.push(statement))
  const figures = job(own)
  await add(1)
  await figures.count()
  now += SETTLE_MS
  await figures.count()
  statements.length = 0
  now += SETTLE_MS
  await figures.count()
  expect(statements).toHaveLength(1)
  await own.close()
})
