import { gte, sql } from 'drizzle-orm'
import type { WriteDb } from '../db/connect.ts'
import { messages } from '../db/tables.ts'
import { MINUTE_MS } from './steps.ts'

export type LastMinute = { readonly messages: number; readonly retried: number }

/** Of all nodes, from the log itself, for the figures lag. */
export async function lastMinute(write: WriteDb, now: number): Promise<LastMinute> {
  const [row] = await write
    .select({
      messages: sql`COUNT(*)`.mapWith(Number),
      retried: sql`COALESCE(SUM(${messages.attempt} > 1), 0)`.mapWith(Number),
    })
    .from(messages)
    .where(gte(messages.at, new Date(now - MINUTE_MS)))
  return row ?? { messages: 0, retried: 0 }
}
