/** A table as CSV that an import reads back to the same rows, and spreadsheets open without rubbish. */
import type { ReadDb } from '../db/connect.ts'
import { cursorOf, findRows, type Values } from './page.ts'
import type { DataTable } from './tables.ts'

const AT_ONCE = 500

/** In pieces; UTF-8 with its mark once encoded. */
export async function* csvOfTable(db: Pick<ReadDb, 'select'>, table: DataTable): AsyncGenerator<string> {
  yield `\ufeff${table.columns.map(({ name }) => quoted(name)).join(',')}\r\n`
  for (let seen = 0, after = ''; ;) {
    const rows = await findRows(db, table, { text: '', after }, AT_ONCE)
    yield rows.map((row) => lineOf(table, row)).join('')
    const last = rows.at(-1)
    if (!last || rows.length < AT_ONCE) return
    seen += rows.length
    after = cursorOf(table, last, seen)
  }
}

const lineOf = ({ columns }: DataTable, row: Values): string =>
  `${columns.map(({ key, kind }) => cellOf(row[key], kind.text)).join(',')}\r\n`

const cellOf = (value: unknown, text: (value: unknown) => string): string =>
  value === null || value === undefined ? '' : quoted(text(value))

/** What stands in no quotation marks is trimmed when it is read. */
const quoted = (text: string): string =>
  /[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
