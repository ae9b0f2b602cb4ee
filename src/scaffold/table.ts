/** The tables of drizzle/schema.ts as a rule file sees them. */
import { getTableColumns, getTableName, is } from 'drizzle-orm'
import { getTableConfig, MySqlTable, type MySqlColumn } from 'drizzle-orm/mysql-core'
import { isUnique } from '../db/lookup.ts'
import { kindOf, type Kind } from './kind.ts'

export type Field = {
  /** Its name in TypeScript. */
  readonly key: string
  readonly column: MySqlColumn
  readonly kind: Kind
  readonly isUnique: boolean
  /** Whether an insert must say it. */
  readonly isRequired: boolean
  /** Whether MySQL counts it, or notes a moment in it. */
  readonly isBookkeeping: boolean
  /** Whether it names a row of another table. */
  readonly isReference: boolean
}

export type Table = {
  /** As drizzle/schema.ts exports it. */
  readonly name: string
  readonly table: MySqlTable
  readonly fields: readonly Field[]
}

export function tablesOf(schema: Readonly<Record<string, unknown>>): Table[] {
  return Object.entries(schema).flatMap(([name, table]) =>
    is(table, MySqlTable) ? [{ name, table, fields: fieldsOf(table) }] : [],
  )
}

/** Its name in MySQL. */
export const sqlNameOf = ({ table }: Table): string => getTableName(table)

function fieldsOf(table: MySqlTable): Field[] {
  const { foreignKeys, primaryKeys } = getTableConfig(table)
  const references = foreignKeys.flatMap((key) => key.reference().columns)
  const keys = primaryKeys.flatMap(({ columns }) => columns)
  return Object.entries(getTableColumns(table) as Record<string, MySqlColumn>).map(([key, column]) => ({
    key,
    column,
    kind: kindOf(column),
    isUnique: isUnique(table, column),
    isRequired: (column.notNull || keys.includes(column)) && !column.hasDefault && !column.generated,
    isBookkeeping: isCounted(column) || (column.hasDefault && /date|time/.test(column.getSQLType())),
    isReference: references.some((one) => one === column),
  }))
}

const isCounted = (column: MySqlColumn): boolean => 'autoIncrement' in column && column.autoIncrement === true
