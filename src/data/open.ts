/** What a file is, before its rows are read: its encoding, what stands between its cells, its columns. */
import { encodingOf, ENCODINGS, textOf, type Encoding, type NoText } from './encoding.ts'
import { readHeader, tellHeaderProblem, type HeaderProblem } from './header.ts'
import type { Tell } from './reason.ts'
import { createRecords, DELIMITERS, type CsvRecord, type Delimiter } from './records.ts'
import type { DataColumn, DataTable } from './tables.ts'

export type FileProblem =
  HeaderProblem | { readonly kind: 'encoding'; readonly is: NoText } | { readonly kind: 'empty' }

export type Opened = {
  readonly kind: 'opened'
  readonly file: string
  readonly encoding: Encoding
  readonly delimiter: Delimiter
  /** In the order of the file. */
  readonly columns: readonly DataColumn[]
  /** Those that say which row of the table is meant; none: every row is a new one. */
  readonly key: readonly DataColumn[]
}

export async function openFile(file: string, table: DataTable): Promise<Opened | FileProblem> {
  const encoding = await encodingOf(file)
  if (!isEncoding(encoding)) return { kind: 'encoding', is: encoding }
  const start = await startOf(file, encoding)
  const first = start.split(/[\r\n]+/).find((line) => line.trim() !== '') ?? ''
  const delimiter = delimiterOf(first)
  const records = createRecords(delimiter)
  const header = [...records.read(start), ...records.end()].find(isFilled)
  if (!header) return { kind: 'empty' }
  const read = readHeader(header.cells, table)
  if (read.kind === 'columns') return read
  const { columns } = read
  const key = table.identities.find((identity) => identity.every((column) => columns.includes(column))) ?? []
  return { kind: 'opened', file, encoding, delimiter, columns, key }
}

export const isFilled = ({ cells }: CsvRecord): boolean => cells.some((cell) => cell.trim() !== '')

const isEncoding = (name: Encoding | NoText): name is Encoding => ENCODINGS.some((one) => one === name)

/** The header is in the first piece of the file. */
async function startOf(file: string, encoding: Encoding): Promise<string> {
  for await (const { text } of textOf(file, encoding)) return text
  return ''
}

/** Some spreadsheets write semicolons or tabs. */
function delimiterOf(header: string): Delimiter {
  const count = (delimiter: Delimiter) => header.split(delimiter).length
  return DELIMITERS.reduce((best, one) => (count(one) > count(best) ? one : best))
}

export function tellFileProblem(tell: Tell, problem: FileProblem): string {
  switch (problem.kind) {
    case 'columns':
      return tellHeaderProblem(tell, problem)
    case 'empty':
      return tell('文件是空的：第一行应为列名', 'the file is empty: its first row should name the columns')
    case 'encoding':
      return tellNoText(tell, problem.is)
  }
}

function tellNoText(tell: Tell, is: NoText): string {
  const save = tell('请在表格软件里另存为「CSV UTF-8」', 'save it as “CSV UTF-8” in the spreadsheet')
  switch (is) {
    case 'workbook':
      return tell(`这是 Excel 工作簿，不是 CSV；${save}`, `this is a workbook, not a CSV; ${save}`)
    case 'utf-16':
      return tell(`文件的编码是 UTF-16；${save}`, `the file is in UTF-16; ${save}`)
    case 'unknown':
      return tell(
        `文件的编码既不是 UTF-8 也不是 GBK；${save}`,
        `the file is neither in UTF-8 nor in GBK; ${save}`,
      )
  }
}
