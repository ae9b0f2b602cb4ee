/** What the message log holds, in memory and as lines of the spool. */
import { z } from 'zod'
import type { messages } from '../db/tables.ts'

export type MessageRow = Readonly<Omit<typeof messages.$inferSelect, 'id'>>
/** The wish that nothing of the fan from before that moment stays. */
export type Forgetting = { readonly forget: string; readonly at: Date }
export type Entry = MessageRow | Forgetting

export const isRow = (entry: Entry): entry is MessageRow => !('forget' in entry)

export function countRows(entries: readonly Entry[]): number {
  let rows = 0
  for (const entry of entries) if (isRow(entry)) rows++
  return rows
}

const TEXT_LIMIT_BYTES = 65_535
/** A UTF-16 unit takes at most three bytes. */
const SURELY_SHORT = Math.floor(TEXT_LIMIT_BYTES / 3)

/** The row with texts that its columns can hold. */
export function fitted(row: MessageRow): MessageRow {
  if (row.text.length <= SURELY_SHORT && row.heard.length <= SURELY_SHORT) return row
  return { ...row, text: cut(row.text), heard: cut(row.heard) }
}

/** At most the bytes of a TEXT column, never half a character. */
function cut(text: string): string {
  if (text.length <= SURELY_SHORT) return text
  const bytes = Buffer.from(text.slice(0, TEXT_LIMIT_BYTES + 1))
  if (bytes.length <= TEXT_LIMIT_BYTES) return text
  let end = TEXT_LIMIT_BYTES
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--
  return bytes.toString('utf8', 0, end)
}

const at = z.iso.datetime().transform((text) => new Date(text))
const forgetting: z.ZodType<Forgetting> = z.object({ forget: z.string(), at })
const row: z.ZodType<MessageRow> = z.object({
  key: z.string(),
  account: z.string(),
  fan: z.string().nullable(),
  kind: z.string(),
  text: z.string(),
  heard: z.string(),
  rule: z.string().nullable(),
  outcome: z.string(),
  ms: z.number(),
  attempt: z.number(),
  at,
})
const entry = z.union([row, forgetting])

export const lineOf = (entry: Entry): string => `${JSON.stringify(entry)}\n`

/** Undefined for what is no line of ours. */
export function entryIn(line: string): Entry | undefined {
  try {
    return entry.parse(JSON.parse(line))
  } catch {
    return undefined
  }
}
