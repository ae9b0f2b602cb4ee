/** The rows of a file in batches, in slices that leave the event loop to the messages of fans. */
import { setImmediate as turn } from 'node:timers/promises'
import { textOf } from './encoding.ts'
import type { IdentityOf } from './identity.ts'
import { isFilled, type Opened } from './open.ts'
import { createRecords, type CsvRecord } from './records.ts'
import { readRow, type Bad, type Row } from './row.ts'

export const ROWS_AT_ONCE = 250
/** A statement must fit into MySQL's max_allowed_packet. */
const CHARACTERS_AT_ONCE = 500_000
const LISTED = 200
const SLICE_MS = 5

export type Batch = { readonly rows: readonly Row[]; readonly bytesRead: number }

/** What was seen beside the good rows. */
export type Findings = {
  /** The first of them. */
  readonly bad: Bad[]
  badRows: number
  goodRows: number
  blankRows: number
}

export const noFindings = (): Findings => ({ bad: [], badRows: 0, goodRows: 0, blankRows: 0 })

export async function* readBatches(
  opened: Opened,
  identityOf: IdentityOf,
  findings: Findings,
): AsyncGenerator<Batch> {
  const judge = createJudge(opened, identityOf, findings)
  let rows: Row[] = []
  let characters = 0
  let bytesRead = 0
  for await (const { records, bytes } of recordsOf(opened)) {
    bytesRead += bytes
    for (const record of records) {
      const row = judge.read(record)
      if (!row) continue
      rows.push(row)
      characters += record.cells.reduce((sum, cell) => sum + cell.length, 0)
      if (rows.length < ROWS_AT_ONCE && characters < CHARACTERS_AT_ONCE) continue
      yield { rows, bytesRead }
      rows = []
      characters = 0
    }
  }
  judge.end()
  yield { rows, bytesRead }
}

/** In slices of a few milliseconds each. */
async function* recordsOf({ file, encoding, delimiter }: Opened) {
  const reader = createRecords(delimiter)
  let isHeader = true
  const behindHeader = (records: CsvRecord[]) => {
    const header = isHeader ? records.findIndex(isFilled) : -1
    if (!isHeader) return records
    isHeader = header < 0
    return isHeader ? [] : records.slice(header + 1)
  }
  for await (const { text, bytes } of textOf(file, encoding)) {
    const records = behindHeader(reader.read(text))
    yield* slices(records, bytes)
    await turn()
  }
  yield* slices(behindHeader(reader.end()), 0)
}

async function* slices(records: readonly CsvRecord[], bytes: number) {
  yield { records: [], bytes }
  let start = performance.now()
  for (let at = 0; at < records.length; at += 50) {
    yield { records: records.slice(at, at + 50), bytes: 0 }
    if (performance.now() - start < SLICE_MS) continue
    await turn()
    start = performance.now()
  }
}

function createJudge({ columns, key }: Opened, identityOf: IdentityOf, findings: Findings) {
  const lines = new Map<string, number>()
  let firstBlank = 0
  const refuse = (bad: readonly Bad[]) => {
    findings.badRows++
    findings.bad.push(...bad.slice(0, LISTED - findings.bad.length))
  }
  const doubled = ({ line, values }: Row): Bad | undefined => {
    const identity = identityOf(values)
    const before = identity === undefined ? undefined : lines.get(identity)
    if (identity !== undefined && before === undefined) lines.set(identity, line)
    if (before === undefined) return undefined
    const value = key.map((column) => column.kind.text(values[column.key])).join(' ')
    const column = key.map(({ name }) => name).join(' ')
    return { line, column, value, reason: { kind: 'doubled', line: before } }
  }
  return {
    read(record: CsvRecord): Row | undefined {
      const read = readRow(record, columns, key)
      if (read.kind === 'row') {
        const bad = doubled(read.row)
        if (!bad) {
          findings.goodRows++
          return read.row
        }
        refuse([bad])
      } else if (read.kind === 'bad') refuse(read.bad)
      else if (findings.blankRows++ === 0) firstBlank = record.line
      return undefined
    },
    end() {
      const { blankRows: count, goodRows, badRows } = findings
      if (count > BLANKS_BORNE && count * 10 > goodRows + badRows)
        refuse([{ line: firstBlank, column: '', value: '', reason: { kind: 'blanks', count } }])
    },
  }
}

const BLANKS_BORNE = 20
