/** What happened in the last hour, day or month: read from as few figures as its chart has points. */
import { and, eq, gte, sql, type SQL, type SQLWrapper } from 'drizzle-orm'
import type { WriteDb } from '../db/connect.ts'
import { figures } from '../db/figure-tables.ts'
import { NO_PERCENTILES, percentilesIn, percentilesOf, type Percentiles } from './buckets.ts'
import { LAG_MS } from './figures.ts'
import { MINUTE_MS, stepStart } from './steps.ts'

/** In minutes: how long, the steps of its charts, and those of its table. */
export const SPANS = {
  hour: { minutes: 60, step: 1, rough: 10 },
  day: { minutes: 24 * 60, step: 10, rough: 60 },
  month: { minutes: 30 * 24 * 60, step: 60, rough: 24 * 60 },
} as const
export type Span = keyof typeof SPANS

export type Counts = {
  readonly messages: number
  /** Those that want an answer: all but what is heard in silence, passed on, asked back, or too much of one fan. */
  readonly asking: number
  readonly answered: number
  readonly failed: number
  readonly late: number
  readonly retried: number
  readonly unreached: number
}
export type Totals = Counts & Percentiles
/** One step of time. */
export type Point = Totals & { readonly at: Date; readonly perMinute: number }

export type Wanted = { readonly span: Span; readonly account?: string | undefined; readonly now: number }

/** 0 of nothing, of which MySQL says NULL. */
const sum = (value: SQLWrapper) => sql`COALESCE(SUM(${value}), 0)`.mapWith(Number)
const n = (condition: SQL) => sum(sql`IF(${condition}, ${figures.n}, 0)`)
const COUNTS = {
  messages: sum(figures.n),
  asking: n(sql`${figures.outcome} NOT IN ('silent', 'pass', 'asked', 'limited')`),
  answered: n(sql`${figures.outcome} = 'answer'`),
  failed: n(sql`${figures.outcome} = 'failed'`),
  late: n(sql`${figures.outcome} = 'late'`),
  retried: sum(figures.retried),
  unreached: sum(figures.unreached),
}
const NOTHING: Totals = {
  ...{ messages: 0, asking: 0, answered: 0, failed: 0, late: 0, retried: 0, unreached: 0 },
  ...NO_PERCENTILES,
}

/** A point for each step until now, also where nothing happened; `rough` has fewer. */
export async function series(
  write: WriteDb,
  { span, account, now }: Wanted,
  rough = false,
): Promise<Point[]> {
  const { minutes, ...steps } = SPANS[span]
  const step = rough ? steps.rough : steps.step
  const until = now - LAG_MS
  const from = stepStart(until, step) + (step - minutes) * MINUTE_MS
  const condition = since(step, from, account)
  const at = sql`TIMESTAMPDIFF(MINUTE, '1970-01-01', ${figures.at})`
  const [counts, percentiles] = await Promise.all([
    write
      .select({ minute: at.mapWith(Number), ...COUNTS })
      .from(figures)
      .where(condition)
      .groupBy(figures.at),
    percentilesBy(write, at, condition),
  ])
  const found = new Map(counts.map(({ minute, ...rest }) => [minute, rest]))
  return startsOf(from, until, step).map((start) => {
    const minute = start / MINUTE_MS
    const point = { ...NOTHING, ...found.get(minute), ...percentiles.get(String(minute)) }
    const lasted = Math.min(step, (until - start) / MINUTE_MS)
    return { ...point, at: new Date(start), perMinute: point.messages / lasted }
  })
}

/** All of the span together. */
export async function totals(write: WriteDb, { span, account, now }: Wanted): Promise<Totals> {
  const { minutes, step } = SPANS[span]
  const condition = since(step, stepStart(now - LAG_MS, step) + (step - minutes) * MINUTE_MS, account)
  const [[counts], percentiles] = await Promise.all([
    write.select(COUNTS).from(figures).where(condition),
    percentilesBy(write, sql`${figures.step}`, condition),
  ])
  return { ...NOTHING, ...counts, ...percentiles.get(String(step)) }
}

/** Whether there has been any message yet. */
export async function hasFigures(write: WriteDb): Promise<boolean> {
  const rows = await write.select({ n: figures.n }).from(figures).limit(1)
  return rows.length > 0
}

/** The accounts that there are figures of. */
export async function accountsWithFigures(write: WriteDb): Promise<string[]> {
  const { account } = figures
  const rows = await write
    .selectDistinct({ account })
    .from(figures)
    .where(eq(figures.step, 24 * 60))
  return rows.map((row) => row.account).sort()
}

/** By the value of `by`, as text. */
export async function percentilesBy(
  write: WriteDb,
  by: SQL,
  condition: SQL | undefined,
): Promise<Map<string, Percentiles>> {
  const [rows] = (await write.execute(percentilesOf(by, condition))) as unknown as [
    (Percentiles & { owner: unknown })[],
  ]
  return new Map(rows.map((row) => [String(row.owner), percentilesIn(row)]))
}

const since = (step: number, from: number, account: string | undefined) =>
  and(
    eq(figures.step, step),
    gte(figures.at, new Date(from)),
    account === undefined ? undefined : eq(figures.account, account),
  )

/** The last step may have just begun: then what it would say is chance, and it is left out. */
function startsOf(from: number, until: number, step: number): number[] {
  const starts: number[] = []
  for (let start = from; start + MINUTE_MS <= until; start += step * MINUTE_MS) starts.push(start)
  return starts
}
