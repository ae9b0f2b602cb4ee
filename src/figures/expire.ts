import { sql } from 'drizzle-orm'
import type { WriteDb } from '../db/connect.ts'
import { deleteSlowly } from '../db/delete-slowly.ts'
import { clusters, figures } from '../db/figure-tables.ts'
import { dateTime, DAY_MS, keptFrom, STEPS } from './steps.ts'

/** Whatever fans send, there are no more clusters than this for longer than a minute. */
export const CLUSTER_LIMIT = 20_000

export type Expiry = {
  readonly write: WriteDb
  readonly days: number
  readonly now: number
  readonly signal: AbortSignal
}

/** Deletes figures and clusters that are too old; of too many clusters, those that were asked least go first. */
export async function expireFigures({ write, days, now, signal }: Expiry): Promise<void> {
  for (const step of STEPS) {
    const from = dateTime(keptFrom(step, now, days))
    const old = sql`${figures} WHERE step = ${step.minutes} AND at < ${from} ORDER BY at`
    await deleteSlowly(write, old, signal)
  }
  const oldest = dateTime(now - days * DAY_MS)
  await deleteSlowly(write, sql`${clusters} WHERE last_at < ${oldest} ORDER BY last_at`, signal)
  const tooMany = (await write.$count(clusters)) - CLUSTER_LIMIT
  if (tooMany > 0) await deleteSlowly(write, sql`${clusters} WHERE TRUE ORDER BY n, id`, signal, tooMany)
}
