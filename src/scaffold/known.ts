/** Which column the codes belong to that fans type: one that has them, or has others that look alike. */
import { getTableName, inArray } from 'drizzle-orm'
import type { MySqlColumn } from 'drizzle-orm/mysql-core'
import type { WriteDb } from '../db/connect.ts'
import type { Named } from '../rule/order.ts'
import { formOf } from './code-shape.ts'
import type { Field, Table } from './table.ts'

/** Values that a unique column has. */
export type Known = { readonly table: Table; readonly field: Field; readonly values: readonly string[] }

export type Guess = {
  readonly table: Table
  readonly field: Field
  /** The value that gave it away. */
  readonly value: string
  /** Whether a fan has asked for just that value, not only for one that looks like it. */
  readonly isThere: boolean
}

const SAMPLE = 20

type Column = Omit<Known, 'values'>

const keysOf = (tables: readonly Table[]): Column[] =>
  tables.flatMap((table) =>
    table.fields
      .filter(({ isUnique, isBookkeeping, kind }) => isUnique && !isBookkeeping && kind.ask?.read)
      .map((field) => ({ table, field })),
  )

/** From the rows that rules give to their examples. */
export function knownFromRules(rules: readonly Named[], tables: readonly Table[]): Known[] {
  const given = rules.flatMap(({ rule }) => rule.given)
  return keysOf(tables).map(({ table, field }) => ({
    table,
    field,
    values: given.flatMap(([other, row]) => {
      const value = getTableName(other) === getTableName(table.table) ? row[field.key] : undefined
      return typeof value === 'string' || typeof value === 'number' ? [String(value)] : []
    }),
  }))
}

/** From the database, one column after the other: which of the codes are there, and a few of its values. */
export async function knownFromDatabase(
  db: Pick<WriteDb, 'select'>,
  tables: readonly Table[],
  codes: readonly string[],
): Promise<Known[]> {
  const known: Known[] = []
  for (const { table, field } of codes.length > 0 ? keysOf(tables) : []) {
    const { column } = field
    const select = () => db.select({ value: column }).from(table.table)
    const isAsked = inArray(column, askable(column, codes))
    const found = Promise.all([select().where(isAsked).limit(SAMPLE), select().limit(SAMPLE)])
    // A table of the schema need not be there yet.
    const rows = (await found.catch(() => [])).flat()
    known.push({ table, field, values: rows.map(({ value }) => String(value)) })
  }
  return known
}

/** MySQL would read a number out of anything. */
const askable = (column: MySqlColumn, codes: readonly string[]): readonly unknown[] =>
  column.dataType === 'string' ? codes : codes.filter((code) => /^\d{1,15}$/.test(code)).map(Number)

/** Undefined where nothing tells. */
export function guessColumn(codes: readonly string[], known: readonly Known[]): Guess | undefined {
  const wanted = new Set(codes.map(plainCode))
  const forms = new Set(codes.map(lookOf))
  const there = known.map((one) => ({
    ...one,
    values: one.values.filter((value) => wanted.has(plainCode(value))),
  }))
  const alike = known.map((one) => ({
    ...one,
    values: isText(one) ? one.values.filter((value) => forms.has(lookOf(value))) : [],
  }))
  return best(there, true) ?? best(alike, false)
}

function best(known: readonly Known[], isThere: boolean): Guess | undefined {
  const count = ({ values }: Known) => new Set(values).size
  const [first] = [...known].sort((a, b) => count(b) - count(a))
  const [value] = first?.values ?? []
  return first && value !== undefined ? { table: first.table, field: first.field, value, isThere } : undefined
}

const isText = ({ field }: Known): boolean => field.column.dataType === 'string'
const plainCode = (code: string): string => code.toLowerCase()
/** Of digits alone only the length tells. */
const lookOf = (code: string): string => (/^\d+$/.test(code) ? `${code.length}` : formOf(code))
