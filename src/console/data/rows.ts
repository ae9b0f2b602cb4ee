/** Rows of a business table as a table of the page. */
import { getTableColumns } from 'drizzle-orm'
import { html } from 'hono/html'
import type { Values } from '../../data/page.ts'
import type { DataTable } from '../../data/tables.ts'
import type { Html } from '../layout.ts'

const SHOWN_CHARACTERS = 120

/** All columns, those too that a file cannot fill. */
export function rowsTable(table: DataTable, rows: readonly Values[]): Html {
  const columns = Object.entries(getTableColumns(table.table))
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${table.sqlName}">
    <table>
      <thead>
        <tr>
          ${columns.map(([, { name }]) => html`<th>${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${columns.map(([key]) => cell(table, key, row[key]))}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}

function cell(table: DataTable, key: string, value: unknown): Html {
  if (value === null || value === undefined) return html`<td class="muted">NULL</td>`
  const isNumber = typeof value === 'number' || typeof value === 'bigint'
  return html`<td ${isNumber ? html`class="number"` : ''}>${shorten(textOf(table, key, value))}</td>`
}

function textOf({ columns }: DataTable, key: string, value: unknown): string {
  const kind = columns.find((column) => column.key === key)?.kind
  if (typeof value === 'string') return kind && !kind.isText ? kind.text(value) : value
  if (Buffer.isBuffer(value)) return `${value.length} B`
  return kind ? kind.text(value) : String(value)
}

const shorten = (text: string): string =>
  text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text
