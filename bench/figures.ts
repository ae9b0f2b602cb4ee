/**
 * `npm run bench:figures [rows]`: fills the message log of a private MariaDB with ten million rows, counts them into the
 * figures, and says what that and each page's query cost.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { createDatabase } from '../src/db/connect.ts'
import { startEmbedded } from '../src/db/embedded.ts'
import { migrateDatabase } from '../src/db/migrate.ts'
import { clusters, figures } from '../src/db/figure-tables.ts'
import { createFigures } from '../src/figures/figures.ts'
import { SETTLE_MS } from '../src/figures/settled.ts'
import { clusterOf, findClusters } from '../src/figures/find-clusters.ts'
import { SPANS, series, totals, type Span } from '../src/figures/overview.ts'
import { ruleFigures } from '../src/figures/rule-figures.ts'
import { createLog } from '../src/log.ts'
import { stop } from '../src/setup/install.js'
import { readArguments } from './arguments.ts'
import { DAYS, fillLog } from './fill-log.ts'

const ROWS = readRows()
const now = Date.now()

const folder = await mkdtemp(join(tmpdir(), 'yingda-bench-'))
const embedded = await startEmbedded(folder)
const database = createDatabase({ url: embedded.url })
const { write } = database
try {
  await migrateDatabase(write)
  const start = performance.now()
  await fillLog(embedded.url, ROWS, now)
  console.log(
    `${ROWS.toLocaleString('en')} messages are in the log after ${Math.round((performance.now() - start) / 1000)} s`,
  )
  await count()
  for (const table of [figures, clusters])
    console.log(`  rows of counts: ${(await write.$count(table)).toLocaleString('en')}`)
  await readPages()
} finally {
  await database.close()
  await embedded.stop()
  await rm(folder, { recursive: true, force: true })
}

async function count(): Promise<void> {
  let clock = now
  const job = createFigures({ database, days: DAYS, now: () => clock, log: createLog('info', 2) })
  const delay = monitorEventLoopDelay({ resolution: 1 })
  await job.count()
  clock += SETTLE_MS
  delay.enable()
  const before = process.cpuUsage()
  const start = performance.now()
  await job.count()
  const ms = performance.now() - start
  const { user, system } = process.cpuUsage(before)
  delay.disable()
  console.log(
    `counting: ${Math.round(ms)} ms, ${Math.round((ROWS / ms) * 1000).toLocaleString('en')} rows/s,`,
    `${Math.round((user + system) / ms / 10)} % of a processor in this process;`,
    `event loop held up p99 ${Math.round(delay.percentile(99) / 1e6)} ms, at most ${Math.round(delay.max / 1e6)} ms`,
  )
  await job.stop()
}

async function readPages(): Promise<void> {
  for (const span of Object.keys(SPANS) as Span[]) {
    for (const account of [undefined, 'main']) {
      const wanted = { span, account, now }
      const name = `${span}${account ? ' of one account' : ''}`
      await timed(`${name}: chart`, () => series(write, wanted))
      await timed(`${name}: table`, () => series(write, wanted, true))
      await timed(`${name}: totals`, () => totals(write, wanted))
    }
  }
  for (const days of [1, 7, 30, 90])
    await timed(`rules, ${days} days`, () => ruleFigures(write, { days, now }))
  const page = await timed('unanswered: a page', () => findClusters(write, { limit: 50 }))
  await timed('unanswered: the next', () => findClusters(write, { limit: 50, before: page.at(-1) }))
  await timed('unanswered: of one account', () => findClusters(write, { limit: 50, account: 'shop' }))
  await timed('unanswered: one', () => clusterOf(write, page[0]?.id ?? 0))
}

/** The median of five, after one to warm up. */
async function timed<T>(name: string, work: () => Promise<T>): Promise<T> {
  const times: number[] = []
  for (let round = 0; ; round++) {
    const start = performance.now()
    const result = await work()
    const ms = performance.now() - start
    if (round > 0) times.push(ms)
    if (round < 5) continue
    const median = times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? ms
    console.log(`${name}: ${median.toFixed(1)} ms`)
    return result
  }
}

function readRows(): number {
  const args = process.argv.slice(2)
  const [rows = '10000000', ...rest] = readArguments(
    { args, allowPositionals: true },
    'bench:figures',
  ).positionals
  if (rest.length === 0 && /^[1-9]\d{0,8}$/.test(rows)) return Number(rows)
  return stop('bench:figures 后面写一个消息数，例如 100000', 'npm run bench:figures -- --help 显示说明')
}
