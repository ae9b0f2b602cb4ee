/** Looks through the message log, the newest first, in slices: a rare text among ten million rows takes several steps, never one long statement. */
import { and, desc, eq, gte, like, lt, or, type SQL } from 'drizzle-orm'
import type { WriteDb } from './connect.ts'
import { messages } from './tables.ts'

export type Found = typeof messages.$inferSelect

/** Where a row stands in the order of time. */
export type Place = Pick<Found, 'at' | 'id'>

/** What is looked for; an empty text is no condition. */
export type Wanted = {
  readonly text: string
  readonly rule: string
  readonly outcome: string
  readonly fan: string
  readonly account: string
  readonly from?: Date | undefined
  /** The first moment after. */
  readonly until?: Date | undefined
  /** Only what is older than this row. */
  readonly before?: Place | undefined
}

export type Search = {
  readonly rows: Found[]
  /** Where to look on; undefined when there is nothing older. */
  readonly next: Place | undefined
}

export type Effort = { readonly limit: number; readonly budgetMs: number }

/** So many rows are looked at by one statement. */
const SLICE = 20_000

export async function searchMessages(
  write: WriteDb,
  wanted: Wanted,
  { limit, budgetMs }: Effort,
): Promise<Search> {
  const end = performance.now() + budgetMs
  const rows: Found[] = []
  for (let before = wanted.before; ;) {
    // Those of one fan are few, and have an index of their own.
    const floor = wanted.fan === '' ? await floorOf(write, { ...wanted, before }) : undefined
    rows.push(...(await slice(write, { ...wanted, before }, floor, limit - rows.length)))
    if (rows.length === limit) return { rows, next: rows.at(-1) }
    if (!floor || performance.now() > end) return { rows, next: floor }
    before = floor
  }
}

/** The last row of the slice; undefined when it reaches the end. */
async function floorOf(write: WriteDb, wanted: Wanted): Promise<Place | undefined> {
  const [floor] = await write
    .select({ at: messages.at, id: messages.id })
    .from(messages, { forceIndex: 'yingda_messages_at' })
    .where(and(...inTime(wanted)))
    .orderBy(desc(messages.at), desc(messages.id))
    .offset(SLICE - 1)
    .limit(1)
  return floor
}

function slice(write: WriteDb, wanted: Wanted, floor: Place | undefined, limit: number): Promise<Found[]> {
  const index = wanted.fan === '' ? 'yingda_messages_at' : 'yingda_messages_fan'
  return write
    .select()
    .from(messages, { forceIndex: index })
    .where(and(...inTime(wanted), floor && atOrAfter(floor), ...conditions(wanted)))
    .orderBy(desc(messages.at), desc(messages.id))
    .limit(limit)
}

/** Written so that the index on `at` is used. */
function inTime({ from, until, before }: Wanted): SQL[] {
  const found: (SQL | undefined)[] = []
  if (before) found.push(isBefore(before))
  if (from) found.push(gte(messages.at, from))
  if (until) found.push(lt(messages.at, until))
  return found.filter((condition) => condition !== undefined)
}

const isBefore = ({ at, id }: Place): SQL | undefined =>
  or(lt(messages.at, at), and(eq(messages.at, at), lt(messages.id, id)))

const atOrAfter = ({ at, id }: Place): SQL | undefined =>
  and(gte(messages.at, at), or(gte(messages.id, id), gte(messages.at, new Date(at.getTime() + 1))))

function conditions({ text, rule, outcome, fan, account }: Wanted): SQL[] {
  const found: SQL[] = []
  if (text !== '') found.push(like(messages.text, `%${text.replace(/[\\%_]/g, '\\$&')}%`))
  if (rule !== '') found.push(eq(messages.rule, rule))
  if (outcome !== '') found.push(eq(messages.outcome, outcome))
  if (fan !== '') found.push(eq(messages.fan, fan))
  if (account !== '') found.push(eq(messages.account, account))
  return found
}
