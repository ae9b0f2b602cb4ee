/** Gathers the look-ups of concurrent messages into one statement a table and column. */
import type DataLoader from 'dataloader'
import { eq, getTableColumns, getTableName, inArray, sql, type Column } from 'drizzle-orm'
import { getTableConfig, unionAll, type MySqlColumn, type MySqlTable } from 'drizzle-orm/mysql-core'
import type { MySql2Database } from 'drizzle-orm/mysql2'
import { createGather } from './gather.ts'
import { isDatabaseAway } from './health.ts'
import { createInList } from './in-list.ts'

type Row = Record<string, unknown>
/** One column of a table with the value looked for. */
export type Where<T extends MySqlTable> = Partial<T['$inferSelect']>

export type Lookups = {
  /** The row whose unique column has this value as MySQL's collation compares it (`ab-1` finds `AB-1`). */
  lookup<T extends MySqlTable>(table: T, where: Where<T>): Promise<T['$inferSelect'] | undefined>
  /** All rows whose column has this value, compared likewise. */
  lookupAll<T extends MySqlTable>(table: T, where: Where<T>): Promise<T['$inferSelect'][]>
}

type Db = Pick<MySql2Database<Record<string, unknown>>, 'select'>
type Loader<Found> = DataLoader<unknown, Found, unknown>
/** Finds what there is of each key. */
type Find<Found> = (keys: readonly unknown[]) => Promise<Found[]>

const BRANCHES_PER_STATEMENT = 50

/** One handle for a database or a transaction; nothing is remembered between statements. */
export function createLookups(db: object): Lookups {
  const unique = loaders((table, column) => findUnique(db as Db, table, column))
  const all = loaders((table, column) => findAll(db as Db, table, column), BRANCHES_PER_STATEMENT)
  return {
    lookup: async (table, where) => load(unique, table, where),
    lookupAll: async (table, where) => load(all, table, where),
  }
}

function loaders<Found>(
  find: (table: MySqlTable, column: MySqlColumn) => Find<Found>,
  maxBatchSize?: number,
) {
  const made = new Map<Column, Loader<Found>>()
  return (table: MySqlTable, column: MySqlColumn): Loader<Found> => {
    let loader = made.get(column)
    if (!loader) {
      loader = createGather(settled(find(table, column)), maxBatchSize)
      made.set(column, loader)
    }
    return loader
  }
}

function load<Found>(
  loaderOf: (table: MySqlTable, column: MySqlColumn) => Loader<Found>,
  table: MySqlTable,
  where: Row,
): Promise<Found> {
  const [entry, ...others] = Object.entries(where)
  const column = entry && getTableColumns(table)[entry[0]]
  if (!column || others.length > 0 || entry[1] === undefined || entry[1] === null) {
    const names = Object.keys(getTableColumns(table)).join('、')
    throw new TypeError(`lookup(${getTableName(table)}, { 列: 值 }) 要一列和它的值，列名是：${names}`)
  }
  return loaderOf(table, column as MySqlColumn).load(entry[1])
}

/** One bad key fails a whole statement, so each key is then asked alone, unless MySQL itself is away. */
function settled<Found>(find: Find<Found>): Find<Found | Error> {
  const alone = async (key: unknown) => (await find([key]))[0] as Found // one for each key
  return async (keys) => {
    try {
      return await find(keys)
    } catch (error) {
      if (keys.length === 1 || isDatabaseAway(error)) throw error
      return Promise.all(keys.map((key) => alone(key).catch((reason: Error) => reason)))
    }
  }
}

/**
 * One `IN` statement. A row goes to the keys written exactly like its value; where a key is left over although rows
 * came back, only MySQL can say whether its collation takes the two for equal.
 */
function findUnique(db: Db, table: MySqlTable, column: MySqlColumn): Find<Row | undefined> {
  if (!isUnique(table, column))
    throw new TypeError(`${getTableName(table)}.${column.name} 不是唯一的列，请用 lookupAll`)
  const name = fieldOf(table, column)
  const each = findAll(db, table, column)
  const rowsOf = createInList(column, (places) =>
    db.select().from(table).where(inArray(column, places)).prepare(),
  )
  return async (keys) => {
    const distinct = [...new Set(keys)]
    const rows: Row[] = await rowsOf(distinct)
    const found = new Map(rows.map((row) => [identity(row[name]), row]))
    const left = rows.length === 0 ? [] : distinct.filter((key) => !found.has(identity(key)))
    for (let at = 0; at < left.length; at += BRANCHES_PER_STATEMENT) {
      const some = left.slice(at, at + BRANCHES_PER_STATEMENT)
      const more = await each(some)
      some.forEach((key, index) => {
        const row = more[index]?.[0]
        if (row) found.set(identity(key), row)
      })
    }
    return keys.map((key) => found.get(identity(key)))
  }
}

/** One branch a key, each numbered, so that MySQL itself compares every key with every row. */
function findAll(db: Db, table: MySqlTable, column: MySqlColumn): Find<Row[]> {
  const branch = (key: unknown, index: number) =>
    db
      .select({ ...getTableColumns(table), [KEY]: sql<number>`${sql.raw(String(index))}`.as(KEY) })
      .from(table)
      .where(eq(column, key))
  return async (keys) => {
    const found: Row[][] = keys.map(() => [])
    const [first, second, ...others] = keys.map(branch)
    const rows = !first ? [] : await (second ? unionAll(first, second, ...others) : first)
    for (const { [KEY]: index, ...row } of rows as Row[]) found[Number(index)]?.push(row)
    return found
  }
}

export function isUnique(table: MySqlTable, column: MySqlColumn): boolean {
  if (column.primary || column.isUnique) return true
  const { indexes, primaryKeys, uniqueConstraints } = getTableConfig(table)
  const keys = [
    ...primaryKeys,
    ...uniqueConstraints,
    ...indexes.flatMap(({ config }) => (config.unique ? [config] : [])),
  ]
  return keys.some(({ columns }) => columns.length === 1 && columns[0] === column)
}

const KEY = 'yingda_key'

function fieldOf(table: MySqlTable, column: MySqlColumn): string {
  const entry = Object.entries(getTableColumns(table)).find(([, other]) => other === column)
  return entry?.[0] ?? column.name
}

/** Values of one column have one JavaScript type; dates are objects, so they are compared by their time. */
const identity = (value: unknown): unknown => (value instanceof Date ? value.getTime() : value)
