import { sql, type SQL } from 'drizzle-orm'
import type { Transaction } from '../db/connect.ts'
import { figures } from '../db/figure-tables.ts'
import { messages } from '../db/tables.ts'
import { bucketOf } from './buckets.ts'
import type { Kept } from './roll-up.ts'
import { dateTime, keptFrom, MINUTE_MS, STEPS, stepStart, type Step } from './steps.ts'

/** Messages of one minute that are alike. */
type Group = {
  readonly minute: number
  readonly account: string
  readonly rule: string
  readonly outcome: string
  readonly bucket: number
  readonly n: number
  readonly retried: number
  readonly unreached: number
  readonly lastAt: Date
}
type Figure = {
  readonly place: readonly (string | number)[]
  n: number
  retried: number
  unreached: number
  lastAt: number
}

/** Adds the messages in that range to the figures of each step that is still kept for their time. */
export async function addFigures(
  tx: Transaction,
  range: SQL | undefined,
  { now, logDays }: Kept,
): Promise<void> {
  const groups = await groupsIn(tx, range)
  for (const step of STEPS) {
    const rows = rowsOf(step, groups, keptFrom(step, now, logDays))
    if (rows.length > 0) await add(tx, rows)
  }
}

function groupsIn(tx: Transaction, range: SQL | undefined): Promise<Group[]> {
  const minute = sql`TIMESTAMPDIFF(MINUTE, '1970-01-01', ${messages.at})`.mapWith(Number)
  const rule = sql<string>`COALESCE(${messages.rule}, '')`
  return tx
    .select({
      minute,
      account: messages.account,
      rule,
      outcome: messages.outcome,
      bucket: bucketOf,
      n: sql`COUNT(*)`.mapWith(Number),
      retried: sql`SUM(${messages.attempt} > 1)`.mapWith(Number),
      unreached: sql`SUM(${messages.attempt} = 0)`.mapWith(Number),
      lastAt: sql`MAX(${messages.at})`.mapWith(messages.at),
    })
    .from(messages)
    .where(range)
    .groupBy(minute, messages.account, rule, messages.outcome, bucketOf)
}

function rowsOf({ minutes, byRule }: Step, groups: readonly Group[], from: number): unknown[][] {
  const found = new Map<string, Figure>()
  for (const { minute, account, rule, outcome, bucket, ...group } of groups) {
    const start = stepStart(minute * MINUTE_MS, minutes)
    if (start < from) continue
    const place = [minutes, dateTime(start), account, byRule ? rule : '', outcome, bucket]
    const name = JSON.stringify(place)
    const figure = found.get(name) ?? { place, n: 0, retried: 0, unreached: 0, lastAt: 0 }
    figure.n += group.n
    figure.retried += group.retried
    figure.unreached += group.unreached
    figure.lastAt = Math.max(figure.lastAt, group.lastAt.getTime())
    found.set(name, figure)
  }
  return Array.from(found.values(), ({ place, n, retried, unreached, lastAt }) => [
    ...place,
    n,
    retried,
    unreached,
    dateTime(lastAt),
  ])
}

/** IGNORE: a value that a column refuses must not stop the counting for good. */
async function add(tx: Transaction, rows: readonly (readonly unknown[])[]): Promise<void> {
  await tx.execute(sql`INSERT IGNORE INTO ${figures}
    (step, at, account, rule, outcome, bucket, n, retried, unreached, last_at)
    VALUES ${sql.param(rows)} ON DUPLICATE KEY UPDATE n = n + VALUES(n), retried = retried + VALUES(retried),
    unreached = unreached + VALUES(unreached), last_at = GREATEST(last_at, VALUES(last_at))`)
}
