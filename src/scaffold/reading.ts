/** How a generated rule reads its table. */
import type { Asking } from './holes.ts'
import type { Imports } from './imports.ts'
import { member, record } from './source.ts'
import type { Table } from './table.ts'

export type Reading = {
  /** Whether it finds at most one row. */
  readonly isOne: boolean
  /** What the handler takes from its context. */
  readonly helper: 'lookup' | 'lookupAll' | 'db'
  readonly source: string
  /** The rows that a reply shows. */
  readonly rows: string
}

export const ROWS_LIMIT = 20

/** `name` is what the rule file calls the table. */
export function readingOf(name: string, holes: readonly Asking[], imports: Imports): Reading {
  const [hole, ...others] = holes
  if (!hole || others.length > 0 || hole.ask.condition) return selectOf(name, holes, imports)
  const where = record([[hole.field.key, hole.ask.value(hole.variable)]])
  const isOne = hole.field.isUnique
  const helper = isOne ? 'lookup' : 'lookupAll'
  return { isOne, helper, source: `await ${helper}(${name}, ${where})`, rows: `rows.slice(0, ${ROWS_LIMIT})` }
}

function selectOf(name: string, holes: readonly Asking[], imports: Imports): Reading {
  const conditions = holes.map((hole) => conditionOf(name, hole, imports))
  const [only = '', ...others] = conditions
  const all = others.length > 0 ? `${imports.orm('and')}(${conditions.join(', ')})` : only
  const where = all === '' ? '' : `.where(${all})`
  const source = `await db.select().from(${name})${where}.limit(${ROWS_LIMIT})`
  return { isOne: false, helper: 'db', source, rows: 'rows' }
}

function conditionOf(table: string, { field, ask, variable }: Asking, imports: Imports): string {
  const column = member(table, field.key)
  return (
    ask.condition?.(column, variable, imports) ?? `${imports.orm('eq')}(${column}, ${ask.value(variable)})`
  )
}
