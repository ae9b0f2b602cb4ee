/** The tables of drizzle/schema.ts as files are read into them and written from them. */
import { getTableColumns, getTableName, is } from 'drizzle-orm'
import { getTableConfig, MySqlTable, type MySqlColumn } from 'drizzle-orm/mysql-core'
import { cellKind, type CellKind } from './cell.ts'

export type DataColumn = {
  /** Its name in TypeScript. */
  readonly key: string
  /** Its name in MySQL, and in the files that we write. */
  readonly name: string
  readonly column: MySqlColumn
  readonly kind: CellKind
  readonly isNullable: boolean
  /** Whether MySQL knows a value where none is given. */
  readonly hasDefault: boolean
  /** Whether MySQL numbers the rows in it. */
  readonly isCounted: boolean
}

export type DataTable = {
  /** As drizzle/schema.ts exports it. */
  readonly name: string
  readonly sqlName: string
  readonly table: MySqlTable
  /** Those that a file can fill. */
  readonly columns: readonly DataColumn[]
  /** The sets of columns that tell one row from all others, the primary key first. */
  readonly identities: readonly (readonly DataColumn[])[]
  readonly primary: readonly DataColumn[]
}

/** Yingda's own tables are nobody's to edit. */
const OWN = /^yingda_/

export function dataTables(schema: Readonly<Record<string, unknown>>): DataTable[] {
  return Object.entries(schema).flatMap(([name, table]) =>
    is(table, MySqlTable) && !OWN.test(getTableName(table)) ? [dataTable(name, table)] : [],
  )
}

/** By either of its names. */
export const findTable = (tables: readonly DataTable[], name: string): DataTable | undefined =>
  tables.find((table) => table.name === name) ?? tables.find(({ sqlName }) => sqlName === name)

function dataTable(name: string, table: MySqlTable): DataTable {
  const sets = identifying(table)
  const primaryColumns = sets[0]?.isPrimary ? sets[0].columns : []
  const all: readonly [string, MySqlColumn][] = Object.entries(getTableColumns(table))
  const columns = all.flatMap(([key, column]) => {
    const kind = cellKind(column)
    return kind ? [dataColumn(key, column, kind, primaryColumns)] : []
  })
  const identities = sets.flatMap((set) => {
    const found = columns.filter(({ column }) => set.columns.includes(column))
    return found.length === set.columns.length ? [found] : []
  })
  const primary = columns.filter(({ column }) => primaryColumns.includes(column))
  return { name, sqlName: getTableName(table), table, columns, identities, primary }
}

function dataColumn(
  key: string,
  column: MySqlColumn,
  kind: CellKind,
  primary: readonly MySqlColumn[],
): DataColumn {
  const isCounted = 'autoIncrement' in column && column.autoIncrement === true
  return {
    ...{ key, name: column.name, column, kind },
    isNullable: !column.notNull && !primary.includes(column),
    hasDefault: column.hasDefault || isCounted,
    isCounted,
  }
}

type Identifying = { readonly columns: readonly MySqlColumn[]; readonly isPrimary: boolean }

function identifying(table: MySqlTable): Identifying[] {
  const { columns, indexes, primaryKeys, uniqueConstraints } = getTableConfig(table)
  const inline = (isPrimary: boolean) =>
    columns.filter((column) => (isPrimary ? column.primary : column.isUnique)).map((column) => [column])
  const unique = [
    ...inline(false),
    ...uniqueConstraints.map((constraint) => constraint.columns),
    ...indexes.flatMap(({ config }) => (config.unique ? [config.columns.filter(isColumn)] : [])),
  ]
  return [
    ...[...inline(true), ...primaryKeys.map((key) => key.columns)].map((set) => ({
      columns: set,
      isPrimary: true,
    })),
    ...unique.map((set) => ({ columns: set, isPrimary: false })),
  ]
}

/** An index may be on an expression too. */
const isColumn = (part: unknown): part is MySqlColumn =>
  typeof part === 'object' && part !== null && 'columnType' in part
