/** Rows into a table, in the transaction of an import. */
import { sql } from 'drizzle-orm'
import type { MySqlTable } from 'drizzle-orm/mysql-core'
import type { Transaction } from '../db/connect.ts'
import { errorCodeOf } from '../db/health.ts'
import { messageOf, wrappedIn } from '../errors.ts'
import type { Sorted } from './existing.ts'
import type { Row } from './row.ts'
import type { DataColumn, DataTable } from './tables.ts'

/** MySQL itself would not have these lines. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly lines: readonly [first: number, last: number]

  constructor(rows: readonly Row[], cause: unknown) {
    super(messageOf(wrappedIn(cause)), { cause })
    this.lines = [rows[0]?.line ?? 0, rows.at(-1)?.line ?? 0]
  }
}

/**
 * New rows by a plain INSERT: where a second unique key of theirs is taken, `ON DUPLICATE KEY` would change some other
 * row and say nothing. The others carry their primary key, which MySQL compares first.
 */
export async function writeRows(
  tx: Transaction,
  { table }: DataTable,
  columns: readonly DataColumn[],
  { fresh, changed }: Pick<Sorted, 'fresh' | 'changed'>,
): Promise<void> {
  const set = Object.fromEntries(columns.map(({ key, name }) => [key, sql`values(${sql.identifier(name)})`]))
  const insert = (rows: readonly Row[]) => tx.insert(table).values(valuesOf(table, rows))
  const update = (rows: readonly Row[]) => insert(rows).onDuplicateKeyUpdate({ set })
  await writeOr(fresh, insert)
  await writeOr(changed, update)
}

/** The columns were matched to this very table. */
const valuesOf = (_: MySqlTable, rows: readonly Row[]): never[] => rows.map(({ values }) => values as never)

type Write = (rows: readonly Row[]) => PromiseLike<unknown>

async function writeOr(rows: readonly Row[], write: Write): Promise<void> {
  if (rows.length === 0) return
  try {
    await write(rows)
  } catch (error) {
    throw isOfARow(error) ? await culprit(rows, write, error) : new Refusal(rows, error)
  }
}

/** Halves the rows until one is left; all is taken back anyway. */
async function culprit(rows: readonly Row[], write: Write, error: unknown): Promise<Refusal> {
  let left = rows
  let reason = error
  while (left.length > 1) {
    const half = left.slice(0, Math.ceil(left.length / 2))
    try {
      await write(half)
      left = left.slice(half.length)
    } catch (cause) {
      left = half
      reason = cause
    }
  }
  return new Refusal(left, reason)
}

/** After other errors, a deadlock above all, MySQL may have ended the transaction: nothing more may be written. */
const isOfARow = (error: unknown): boolean => OF_A_ROW.has(errorCodeOf(error) ?? '')

const OF_A_ROW = new Set([
  'ER_DUP_ENTRY',
  'ER_NO_REFERENCED_ROW_2',
  'ER_ROW_IS_REFERENCED_2',
  'ER_BAD_NULL_ERROR',
  'ER_DATA_TOO_LONG',
  'ER_WARN_DATA_OUT_OF_RANGE',
  'ER_TRUNCATED_WRONG_VALUE',
  'ER_TRUNCATED_WRONG_VALUE_FOR_FIELD',
  'ER_CONSTRAINT_FAILED',
  'ER_CHECK_CONSTRAINT_VIOLATED',
])
