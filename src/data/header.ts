/** The first row of a file, matched to the columns of a table. */
import type { DataColumn, DataTable } from './tables.ts'
import type { Tell } from './reason.ts'

/** The columns in the order of the file. */
export type Header = { readonly kind: 'header'; readonly columns: readonly DataColumn[] }

export type HeaderProblem = {
  readonly kind: 'columns'
  readonly unknown: readonly string[]
  readonly missing: readonly string[]
  readonly doubled: readonly string[]
  readonly known: readonly string[]
}

/** By the name in MySQL or in TypeScript, whatever its case. */
export function readHeader(cells: readonly string[], { columns }: DataTable): Header | HeaderProblem {
  const names = withoutBlankEnd(cells.map((cell) => cell.trim()))
  const found = names.map((name) => columns.find((column) => isCalled(column, name)))
  const unknown = names.filter((_, index) => !found[index])
  const known = found.flatMap((column) => column ?? [])
  const doubled = known.filter((column, index) => known.indexOf(column) !== index)
  const missing = columns.filter(
    (column) => !known.includes(column) && !column.isNullable && !column.hasDefault,
  )
  if (unknown.length + doubled.length + missing.length === 0) return { kind: 'header', columns: known }
  const namesOf = (some: readonly DataColumn[]) => [...new Set(some.map(({ name }) => name))]
  return {
    ...{ kind: 'columns', unknown, known: namesOf(columns) },
    missing: namesOf(missing),
    doubled: namesOf(doubled),
  }
}

export function tellHeaderProblem(tell: Tell, { unknown, missing, doubled, known }: HeaderProblem): string {
  const list = (names: readonly string[]) => names.map((name) => `「${name}」`).join('、')
  const parts = [
    unknown.length > 0 ? tell(`没有叫${list(unknown)}的列`, `there is no column ${list(unknown)}`) : [],
    missing.length > 0 ? tell(`缺少${list(missing)}列`, `the column ${list(missing)} is missing`) : [],
    doubled.length > 0
      ? tell(`${list(doubled)}列写了两次`, `the column ${list(doubled)} is there twice`)
      : [],
  ].flat()
  return tell(
    `第一行应为列名：${parts.join('；')}。这张表的列：${known.join('、')}`,
    `the first row should name the columns: ${parts.join('; ')}. The columns of this table: ${known.join(', ')}`,
  )
}

const isCalled = ({ key, name }: DataColumn, said: string): boolean =>
  [key, name].some((one) => one.toLowerCase() === said.toLowerCase())

/** Spreadsheets leave blank cells behind the last column. */
const withoutBlankEnd = (names: readonly string[]): readonly string[] =>
  names.slice(0, names.findLastIndex((name) => name !== '') + 1)
