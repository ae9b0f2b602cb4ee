/** One record as values of the table, or why it is none. */
import { reasonIn } from './cell.ts'
import type { Reason } from './reason.ts'
import type { CsvRecord } from './records.ts'
import type { DataColumn } from './tables.ts'

export type Row = {
  readonly line: number
  /** By the names in TypeScript; undefined is MySQL's default. */
  readonly values: Readonly<Record<string, unknown>>
}

export type Bad = {
  readonly line: number
  readonly column: string
  /** As read, shortened. */
  readonly value: string
  readonly reason: Reason
}

export type ReadRow =
  | { readonly kind: 'row'; readonly row: Row }
  | { readonly kind: 'bad'; readonly bad: readonly Bad[] }
  | { readonly kind: 'blank' }

const SHOWN_CHARACTERS = 60

/** `key` are the columns that tell rows from each other: none of them may be blank. */
export function readRow(
  { line, cells, isBroken }: CsvRecord,
  columns: readonly DataColumn[],
  key: readonly DataColumn[],
): ReadRow {
  if (cells.every((cell) => cell.trim() === '')) return { kind: 'blank' }
  const whole = (reason: Reason): ReadRow => ({
    kind: 'bad',
    bad: [{ line, column: '', value: shorten(cells.join(',')), reason }],
  })
  if (isBroken) return whole({ kind: 'quote' })
  if (cells.length < columns.length || cells.slice(columns.length).some((cell) => cell.trim() !== ''))
    return whole({ kind: 'cells', have: cells.length, want: columns.length })
  const values: Record<string, unknown> = {}
  const bad: Bad[] = []
  columns.forEach((column, index) => {
    const cell = cells[index] ?? ''
    const read = readCell(cell, column, key.includes(column))
    if (read.kind === 'value') values[column.key] = read.value
    else bad.push({ line, column: column.name, value: shorten(cell), reason: read.reason })
  })
  return bad.length > 0 ? { kind: 'bad', bad } : { kind: 'row', row: { line, values } }
}

type ReadCell =
  { readonly kind: 'value'; readonly value: unknown } | { readonly kind: 'bad'; readonly reason: Reason }

function readCell(cell: string, column: DataColumn, isKey: boolean): ReadCell {
  if (cell.trim() !== '') {
    const parsed = column.kind.schema.safeParse(cell)
    return parsed.success
      ? { kind: 'value', value: parsed.data }
      : { kind: 'bad', reason: reasonIn(parsed.error) }
  }
  if (isKey && !column.isCounted) return { kind: 'bad', reason: { kind: 'blank' } }
  if (column.isNullable) return { kind: 'value', value: null }
  if (column.hasDefault) return { kind: 'value', value: undefined }
  return { kind: 'bad', reason: { kind: 'blank' } }
}

const shorten = (text: string): string =>
  text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text
