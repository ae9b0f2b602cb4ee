/** The rows that the examples need: one of the table, and before it those that its foreign keys name. */
import { getTableName, type Column } from 'drizzle-orm'
import { getTableConfig, type ForeignKey } from 'drizzle-orm/mysql-core'
import type { Sample } from './kind.ts'
import type { Field, Table } from './table.ts'

export type Row = { readonly table: Table; readonly values: ReadonlyMap<string, Sample> }
export type Given = {
  readonly rows: readonly Row[]
  /** Why there can be no rows, for a maintainer. */
  readonly obstacles: readonly string[]
}

/** `wanted` are the values of the row by the keys of its columns. */
export function givenRows(
  table: Table,
  wanted: ReadonlyMap<string, Sample>,
  tables: readonly Table[],
): Given {
  const rows: Row[] = []
  const obstacles: string[] = []
  const add = (one: Table, values: ReadonlyMap<string, Sample>, path: readonly Table[]): void => {
    if (rows.some((row) => row.table === one && isPartOf(values, row.values))) return
    const row = completed(one, values, rows.filter((other) => other.table === one).length, obstacles)
    for (const key of referencesOf(one, row)) {
      const parent = parentOf(key, one, tables)
      if (!parent) obstacles.push(`${one.name} 引用的表 ${nameOfParent(key)} 没有从 drizzle/schema.ts 导出`)
      else if ([...path, one].includes(parent)) obstacles.push(`${one.name} 的外键绕回了 ${parent.name}`)
      else add(parent, parentValues(key, one, parent, row), [...path, one])
    }
    rows.push({ table: one, values: row })
  }
  add(table, wanted, [])
  return { rows, obstacles }
}

const isPartOf = (some: ReadonlyMap<string, Sample>, all: ReadonlyMap<string, Sample>): boolean =>
  [...some].every(([key, { source }]) => all.get(key)?.source === source)

/** With a value for every column that an insert must say, in the order of the table. */
function completed(
  { name, fields }: Table,
  wanted: ReadonlyMap<string, Sample>,
  index: number,
  obstacles: string[],
): Map<string, Sample> {
  const row = new Map<string, Sample>()
  for (const { key, kind, isRequired } of fields) {
    const value = wanted.get(key) ?? (isRequired ? kind.sample?.(index) : undefined)
    if (value) row.set(key, value)
    else if (isRequired) obstacles.push(`不知道 ${name} 的列 ${key} 里能写什么`)
  }
  return row
}

/** The foreign keys whose columns the row says. */
function referencesOf(table: Table, row: ReadonlyMap<string, Sample>): ForeignKey[] {
  return getTableConfig(table.table).foreignKeys.filter((key) =>
    key.reference().columns.every((column) => row.has(keyOfColumn(table.fields, column))),
  )
}

const parentOf = (key: ForeignKey, self: Table, tables: readonly Table[]): Table | undefined =>
  [self, ...tables].find(({ table }) => table === key.reference().foreignTable)

const nameOfParent = (key: ForeignKey): string => getTableName(key.reference().foreignTable)

function parentValues(
  key: ForeignKey,
  child: Table,
  parent: Table,
  row: ReadonlyMap<string, Sample>,
): Map<string, Sample> {
  const { columns, foreignColumns } = key.reference()
  const values = new Map<string, Sample>()
  for (const [index, column] of columns.entries()) {
    const foreign = foreignColumns[index]
    const value = row.get(keyOfColumn(child.fields, column))
    if (foreign && value) values.set(keyOfColumn(parent.fields, foreign), value)
  }
  return values
}

const keyOfColumn = (fields: readonly Field[], column: Column): string =>
  fields.find((field) => field.column === column)?.key ?? ''
