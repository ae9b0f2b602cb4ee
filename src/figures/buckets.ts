/** How long messages took, in buckets that grow by a fifth: percentiles of any sum of them are right within a tenth. */
import { sql, type SQL } from 'drizzle-orm'
import { figures } from '../db/figure-tables.ts'
import { messages } from '../db/tables.ts'

const GROWTH = 1.2
const LOGARITHM = sql.raw(String(Math.log(GROWTH)))

/** The bucket of a message, from 0 on, in MySQL. */
export const bucketOf: SQL<number> =
  sql`IF(${messages.ms} < 1, 0, 1 + FLOOR(LN(${messages.ms}) / ${LOGARITHM}))`.mapWith(Number)

/** The middle of a bucket in milliseconds, exact where it holds one whole number only. */
export function msOf(bucket: number): number {
  if (bucket === 0) return 0
  const least = Math.ceil(GROWTH ** (bucket - 1))
  const most = Math.ceil(GROWTH ** bucket) - 1
  return Math.round(Math.sqrt(least * Math.max(least, most)))
}

export type Percentiles = { readonly p50: number; readonly p95: number; readonly p99: number }

export const NO_PERCENTILES: Percentiles = { p50: 0, p95: 0, p99: 0 }

/** The statement for the percentiles of those figures, as buckets: one row for each value of `by`. */
export function percentilesOf(by: SQL, condition: SQL | undefined): SQL {
  const running = sql`SUM(SUM(${figures.n})) OVER (PARTITION BY ${by} ORDER BY ${figures.bucket})`
  const total = sql`SUM(SUM(${figures.n})) OVER (PARTITION BY ${by})`
  const first = (share: string) => sql`MIN(IF(running >= ${sql.raw(share)} * total, bucket, NULL))`
  return sql`SELECT owner, ${first('0.5')} AS p50, ${first('0.95')} AS p95, ${first('0.99')} AS p99
    FROM (SELECT ${by} AS owner, ${figures.bucket} AS bucket, ${running} AS running, ${total} AS total
      FROM ${figures} WHERE ${condition} GROUP BY ${by}, ${figures.bucket}) AS counted
    GROUP BY owner`
}

/** One row of that statement. */
export const percentilesIn = (row: Percentiles): Percentiles => ({
  p50: msOf(row.p50),
  p95: msOf(row.p95),
  p99: msOf(row.p99),
})
