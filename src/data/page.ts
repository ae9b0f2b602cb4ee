/** The rows of a table in the order of its key, page by page. */
import { and, asc, eq, getTableColumns, gt, like, or, sql, type SQL } from 'drizzle-orm'
import type { ReadDb } from '../db/connect.ts'
import type { DataColumn, DataTable } from './tables.ts'

export type Values = Readonly<Record<string, unknown>>

export type Wanted = {
  /** In the text columns, or the whole of a key. */
  readonly text: string
  /** Behind the row with this key, as `cursorOf` gives it; in a table without a key, behind so many rows. */
  readonly after: string
}

type Db = Pick<ReadDb, 'select'>

export function findRows(db: Db, table: DataTable, wanted: Wanted, limit: number): Promise<Values[]> {
  const key = pagingKey(table)
  const after = cursor.parse(wanted.after)
  const order = key.length > 0 ? key : table.columns
  const rows = db
    .select(getTableColumns(table.table))
    .from(table.table)
    .where(and(matching(table, wanted.text), key.length > 0 ? behind(key, after) : undefined))
    .orderBy(...order.map(({ column }) => asc(column)))
    .limit(limit)
  return key.length > 0 ? rows : rows.offset(Number(after[0] ?? 0))
}

/** Where the page behind this row begins; `seen` counts the rows up to it. */
export function cursorOf(table: DataTable, last: Values, seen: number): string {
  const key = pagingKey(table)
  return cursor.write(key.length > 0 ? key.map((one) => one.kind.text(last[one.key])) : [String(seen)])
}

/** How many rows, counted no further than a limit. */
export async function countRows(db: Db, { table }: DataTable, limit: number): Promise<number> {
  const some = db
    .select({ one: sql`1` })
    .from(table)
    .limit(limit)
    .as('some')
  const [row] = await db.select({ count: sql<number>`count(*)` }).from(some)
  return Number(row?.count ?? 0)
}

/** None of its columns may be null, for nothing is behind that. */
const pagingKey = ({ identities }: DataTable): readonly DataColumn[] =>
  identities.find((identity) => identity.every(({ isNullable }) => !isNullable)) ?? []

const cursor = {
  parse(text: string): unknown[] {
    try {
      const parsed: unknown = text === '' ? [] : JSON.parse(text)
      return Array.isArray(parsed) ? parsed : []
    } catch {
      return []
    }
  },
  write: (parts: readonly string[]): string => JSON.stringify(parts),
}

/** `(a, b) > (1, 2)`, written so that MySQL and MariaDB use the index. */
function behind(key: readonly DataColumn[], after: readonly unknown[]): SQL | undefined {
  const values = key.map(({ kind }, index) => kind.schema.safeParse(after[index]))
  if (values.some(({ success }) => !success)) return undefined
  const branches = key.map(({ column }, at) =>
    and(
      ...key.slice(0, at).map((one, index) => eq(one.column, values[index]?.data)),
      gt(column, values[at]?.data),
    ),
  )
  return or(...branches)
}

function matching({ columns, identities }: DataTable, text: string): SQL | undefined {
  if (text === '') return undefined
  const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`
  const texts = columns.filter(({ kind }) => kind.isText).map(({ column }) => like(column, pattern))
  const keys = identities.flat().filter(({ kind }) => !kind.isText)
  const equal = keys.flatMap(({ column, kind }) => {
    const parsed = kind.schema.safeParse(text)
    return parsed.success ? [eq(column, parsed.data)] : []
  })
  return or(...texts, ...equal) ?? sql`false`
}
