/** One step of counting: the next messages, all of them or none, once, whichever node does it. */
import { and, asc, eq, gt, lte, sql } from 'drizzle-orm'
import type { Transaction, WriteDb } from '../db/connect.ts'
import { progress } from '../db/figure-tables.ts'
import { messages } from '../db/tables.ts'
import { addClusters } from './add-clusters.ts'
import { addFigures } from './add-figures.ts'

const NAME = 'messages'
const AT_ONCE = 2_000

export type Kept = { readonly now: number; readonly logDays: number }

/** So that there is a row to take turns by. */
export async function startProgress(write: WriteDb): Promise<void> {
  await write.insert(progress).ignore().values({ name: NAME, counted: 0 })
}

/** The id up to which all is counted; undefined while another node is at it. */
export async function rollUp(tx: Transaction, upTo: number, kept: Kept): Promise<number | undefined> {
  const [turn] = await tx
    .select({ counted: progress.counted })
    .from(progress)
    .where(eq(progress.name, NAME))
    .for('update', { skipLocked: true })
  if (!turn || turn.counted >= upTo) return turn?.counted
  const end = await endOf(tx, turn.counted, upTo)
  const range = and(gt(messages.id, turn.counted), lte(messages.id, end))
  await addFigures(tx, range, kept)
  await addClusters(tx, range)
  await tx.update(progress).set({ counted: end }).where(eq(progress.name, NAME))
  return end
}

/** By rows, not by ids: where many are missing, the step goes as far. */
async function endOf(tx: Transaction, after: number, upTo: number): Promise<number> {
  const [last] = await tx
    .select({ id: messages.id })
    .from(messages)
    .where(and(gt(messages.id, after), lte(messages.id, upTo)))
    .orderBy(asc(messages.id))
    .limit(1)
    .offset(AT_ONCE - 1)
  return last?.id ?? upTo
}

/** The newest id. */
export async function newestMessage(write: WriteDb): Promise<number> {
  const [newest] = await write.select({ id: sql`MAX(${messages.id})`.mapWith(Number) }).from(messages)
  return newest?.id ?? 0
}
