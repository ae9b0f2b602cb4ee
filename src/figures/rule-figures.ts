/** How each rule fares. */
import { and, eq, gte, sql, type SQL } from 'drizzle-orm'
import type { WriteDb } from '../db/connect.ts'
import { figures } from '../db/figure-tables.ts'
import { NO_PERCENTILES, type Percentiles } from './buckets.ts'
import { percentilesBy } from './overview.ts'
import { DAY_MS, stepStart } from './steps.ts'

const STEP = 24 * 60

export type RuleFigures = Percentiles & {
  readonly hits: number
  readonly missing: number
  readonly invalid: number
  readonly failed: number
  /** Also before those days, for as long as figures are kept. */
  readonly lastSeen: Date
}
export type WantedRules = {
  /** So many days (UTC), with today. */
  readonly days: number
  readonly account?: string | undefined
  readonly now: number
}

/** By the id of the rule. One that is not there was never hit while figures are kept. */
export async function ruleFigures(
  write: WriteDb,
  { days, account, now }: WantedRules,
): Promise<Map<string, RuleFigures>> {
  const from = new Date(stepStart(now, STEP) - (days - 1) * DAY_MS)
  const own = and(eq(figures.step, STEP), account === undefined ? undefined : eq(figures.account, account))
  const n = (condition: SQL) =>
    sql`SUM(IF(${gte(figures.at, from)} AND ${condition}, ${figures.n}, 0))`.mapWith(Number)
  const [counts, percentiles] = await Promise.all([
    write
      .select({
        rule: figures.rule,
        hits: n(sql`TRUE`),
        missing: n(sql`${figures.outcome} = 'missing'`),
        invalid: n(sql`${figures.outcome} = 'invalid'`),
        failed: n(sql`${figures.outcome} = 'failed'`),
        lastSeen: sql`MAX(${figures.lastAt})`.mapWith(figures.lastAt),
      })
      .from(figures)
      .where(own)
      .groupBy(figures.rule),
    percentilesBy(write, sql`${figures.rule}`, and(own, gte(figures.at, from))),
  ])
  return new Map(
    counts
      .filter(({ rule }) => rule !== '')
      .map(({ rule, ...rest }) => [rule, { ...NO_PERCENTILES, ...percentiles.get(rule), ...rest }]),
  )
}
