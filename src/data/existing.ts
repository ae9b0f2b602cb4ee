/** The rows of a file beside those that the table has. */
import { isDeepStrictEqual } from 'node:util'
import { and, eq, inArray, or, type SQL } from 'drizzle-orm'
import type { WriteDb } from '../db/connect.ts'
import type { IdentityOf } from './identity.ts'
import type { Opened } from './open.ts'
import type { Row } from './row.ts'
import type { DataColumn, DataTable } from './tables.ts'

type Values = Readonly<Record<string, unknown>>

export type Sorted = {
  readonly fresh: readonly Row[]
  /** With the primary key of the row that they change, and what the file does not say as it is there. */
  readonly changed: readonly Row[]
  readonly same: number
}

export async function sortRows(
  db: Pick<WriteDb, 'select'>,
  table: DataTable,
  { columns, key }: Opened,
  identityOf: IdentityOf,
  rows: readonly Row[],
): Promise<Sorted> {
  const known = rows.filter(({ values }) => identityOf(values) !== undefined)
  const selected = [...new Set([...columns, ...key, ...table.primary])]
  const there = known.length === 0 ? [] : await select(db, table, selected, keysOf(key, known))
  const byIdentity = new Map(there.map((row) => [identityOf(row), row]))
  const fresh: Row[] = []
  const changed: Row[] = []
  for (const row of rows) {
    const identity = identityOf(row.values)
    const old = identity === undefined ? undefined : byIdentity.get(identity)
    if (!old) fresh.push(row)
    else if (!columns.every((column) => isSame(column, row.values[column.key], old[column.key])))
      changed.push({ ...row, values: merged(row.values, old, [...columns, ...table.primary]) })
  }
  return { fresh, changed, same: rows.length - fresh.length - changed.length }
}

function select(
  db: Pick<WriteDb, 'select'>,
  { table }: DataTable,
  columns: readonly DataColumn[],
  where: SQL | undefined,
): Promise<Values[]> {
  const fields = Object.fromEntries(columns.map(({ key, column }) => [key, column]))
  return db.select(fields).from(table).where(where)
}

function keysOf(key: readonly DataColumn[], rows: readonly Row[]): SQL | undefined {
  const [first, ...others] = key
  if (first && others.length === 0)
    return inArray(
      first.column,
      rows.map(({ values }) => values[first.key]),
    )
  return or(...rows.map(({ values }) => and(...key.map((one) => eq(one.column, values[one.key])))))
}

/** A FLOAT is given back with six digits. */
function isSame({ column }: DataColumn, given: unknown, old: unknown): boolean {
  if (given === undefined) return true
  if (column.getSQLType().startsWith('float') && typeof given === 'number' && typeof old === 'number')
    return given.toPrecision(6) === old.toPrecision(6)
  return isDeepStrictEqual(given, old)
}

const merged = (given: Values, old: Values, columns: readonly DataColumn[]): Values =>
  Object.fromEntries(columns.map(({ key }) => [key, given[key] === undefined ? old[key] : given[key]]))
