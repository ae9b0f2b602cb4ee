import { and, desc, eq, gte, like, lt, sql, type SQL } from 'drizzle-orm'
import type { WriteDb } from './connect.ts'
import { messages } from './tables.ts'

export type Found = typeof messages.$inferSelect

/** What is looked for in the message log; an empty text is no condition. */
export type Wanted = {
  readonly text: string
  readonly rule: string
  readonly outcome: string
  readonly fan: string
  /** Whole days in UTC, as `2026-11-24`; `until` is the last one. */
  readonly from: string
  readonly until: string
  /** Only rows before this id: the way to the next page, which costs the same however far one goes. */
  readonly before?: number | undefined
}

/** The newest rows first. */
export function findMessages(write: WriteDb, wanted: Wanted, limit: number): Promise<Found[]> {
  return write
    .select()
    .from(messages)
    .where(and(...conditions(wanted)))
    .orderBy(desc(messages.id))
    .limit(limit)
}

function conditions({ text, rule, outcome, fan, from, until, before }: Wanted): SQL[] {
  const found: SQL[] = []
  if (before !== undefined) found.push(lt(messages.id, before))
  if (text !== '') found.push(like(messages.text, `%${text.replace(/[\\%_]/g, '\\$&')}%`))
  if (rule !== '') found.push(eq(messages.rule, rule))
  if (outcome !== '') found.push(eq(messages.outcome, outcome))
  if (fan !== '') found.push(eq(messages.fan, fan))
  if (from !== '') found.push(gte(messages.at, sql`${from}`))
  if (until !== '') found.push(lt(messages.at, sql`DATE_ADD(${until}, INTERVAL 1 DAY)`))
  return found
}
