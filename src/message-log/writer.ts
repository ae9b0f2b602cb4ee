/** Writes the message log into MySQL, where writing an entry again changes nothing. */
import { getTableColumns, sql } from 'drizzle-orm'
import type { ResultSetHeader } from 'mysql2'
import { messageOf, wrappedIn } from '../errors.ts'
import type { Log } from '../log.ts'
import type { WriteDb } from '../db/connect.ts'
import { isDatabaseAway } from '../db/health.ts'
import { isRow, type Entry, type Forgetting, type MessageRow } from './row.ts'
import { messages } from '../db/tables.ts'

const { id: _id, ...COLUMNS } = getTableColumns(messages)
const FIELDS = Object.keys(COLUMNS) as (keyof MessageRow)[]
const NAMES = sql.join(
  FIELDS.map((field) => sql.identifier(COLUMNS[field].name)),
  sql`, `,
)
const INT_LIMIT = 2 ** 31 - 1
const FORGOTTEN_AT_ONCE = 1_000

/** Writes the entries in their order; returns the rows that MySQL refuses, and throws where MySQL is in trouble. */
export async function writeEntries(
  write: WriteDb,
  entries: readonly Entry[],
  log: Log,
): Promise<ReadonlySet<Entry>> {
  const refused = new Set<Entry>()
  for (let start = 0; start < entries.length;) {
    const [first, rows] = [entries[start], rowsFrom(entries, start)]
    if (rows.length > 0) await insert(write, rows, (row) => refused.add(row), log)
    else if (first && !isRow(first)) await forget(write, first)
    start += Math.max(rows.length, 1)
  }
  return refused
}

function rowsFrom(entries: readonly Entry[], start: number): MessageRow[] {
  const rows: MessageRow[] = []
  for (let at = start; at < entries.length; at++) {
    const entry = entries[at]
    if (!entry || !isRow(entry)) break
    rows.push(entry)
  }
  return rows
}

/** One bad row must not keep the others out, so then each goes by itself. */
async function insert(
  write: WriteDb,
  rows: readonly MessageRow[],
  refuse: (row: MessageRow) => void,
  log: Log,
): Promise<void> {
  const [first, second] = rows
  try {
    const values = sql.param(rows.map(valuesOf)) // mysql2 writes nested lists, many times faster than single params
    await write.execute(sql`INSERT IGNORE INTO ${messages} (${NAMES}) VALUES ${values}`)
  } catch (error) {
    if (!isRefusal(error) || !first) throw error
    if (second) for (const row of rows) await insert(write, [row], refuse, log)
    else {
      refuse(first)
      log.warn(
        { key: first.key, reason: messageOf(wrappedIn(error)) },
        'MySQL refuses a row of the message log',
      )
    }
  }
}

/** Whether the row is at fault (SQLSTATE 22, 23, 45, or our own failing to write it down), not the server. */
function isRefusal(error: unknown): boolean {
  const { sqlState } = wrappedIn(error) as { sqlState?: string }
  return sqlState === undefined ? !isDatabaseAway(error) : /^(22|23|45)/.test(sqlState)
}

function valuesOf(row: MessageRow): unknown[] {
  return FIELDS.map((field) => {
    const value = row[field]
    if (typeof value === 'number') return Math.min(Math.round(value) || 0, INT_LIMIT)
    return value instanceof Date ? value.toISOString().replace('T', ' ').slice(0, -1) : value
  })
}

/** OpenIDs differ by case, so the collation alone must not decide; what came later is not what was to be forgotten. */
async function forget(write: WriteDb, { forget: fan, at }: Forgetting): Promise<void> {
  const { fan: column, at: time } = messages
  for (;;) {
    const [{ affectedRows }] = (await write.execute(sql`DELETE FROM ${messages} WHERE ${column} = ${fan}
      AND CAST(${column} AS BINARY) = CAST(${fan} AS BINARY) AND ${time} <= ${sql.param(at, time)}
      LIMIT ${sql.raw(String(FORGOTTEN_AT_ONCE))}`)) as unknown as [ResultSetHeader]
    if (affectedRows < FORGOTTEN_AT_ONCE) return
  }
}
