/** A file into a table: looked through first, then all of it or nothing. */
import { stat } from 'node:fs/promises'
import type { Transaction, WriteDb } from '../db/connect.ts'
import { isDatabaseAway } from '../db/health.ts'
import { sortRows, type Sorted } from './existing.ts'
import { identityBy } from './identity.ts'
import { openFile, type FileProblem, type Opened } from './open.ts'
import { noFindings, readBatches, type Findings } from './read.ts'
import type { Encoding } from './encoding.ts'
import type { Bad } from './row.ts'
import type { DataTable } from './tables.ts'
import { Refusal, writeRows } from './write.ts'

export type Counts = {
  readonly fresh: number
  readonly changed: number
  readonly same: number
  /** Rows, of which `Checked.bad` lists what is wrong with the first. */
  readonly bad: number
  readonly blank: number
}

export type Checked = {
  readonly kind: 'checked'
  readonly encoding: Encoding
  readonly columns: readonly string[]
  /** The columns that say which row is meant; none: every row is a new one. */
  readonly key: readonly string[]
  readonly counts: Counts
  readonly bad: readonly Bad[]
}

export type Imported =
  | { readonly kind: 'done'; readonly counts: Counts }
  /** MySQL would not have these lines, and nothing was written. */
  | {
      readonly kind: 'refused'
      readonly lines: readonly [first: number, last: number]
      readonly message: string
    }

/** Told of the bytes of the file that have been read. */
export type OnProgress = (read: number, size: number) => void

export type ImportDeps = {
  readonly write: WriteDb
  transact<T>(work: (tx: Transaction) => Promise<T>): Promise<T>
}

/** What an import would do; writes nothing. */
export async function checkFile(
  { write }: ImportDeps,
  file: string,
  table: DataTable,
  onProgress?: OnProgress,
): Promise<Checked | FileProblem> {
  const opened = await openFile(file, table)
  return opened.kind === 'opened' ? walk(write, opened, table, undefined, onProgress) : opened
}

/** Bad rows and problems of the file are found before anything is kept. */
export async function importFile(
  { transact }: ImportDeps,
  file: string,
  table: DataTable,
  onProgress?: OnProgress,
): Promise<Imported | Checked | FileProblem> {
  const opened = await openFile(file, table)
  if (opened.kind !== 'opened') return opened
  try {
    return await transact(async (tx) => {
      const write = (sorted: Sorted) => writeRows(tx, table, opened.columns, sorted)
      const checked = await walk(tx, opened, table, write, onProgress)
      if (checked.counts.bad > 0) throw new TakeBack(checked)
      return { kind: 'done', counts: checked.counts }
    })
  } catch (error) {
    if (error instanceof TakeBack) return error.checked
    if (error instanceof Refusal && !isDatabaseAway(error))
      return { kind: 'refused', lines: error.lines, message: error.message }
    throw error
  }
}

/** Bad rows end the transaction. */
class TakeBack extends Error {
  override readonly name = 'TakeBack'
  readonly checked: Checked

  constructor(checked: Checked) {
    super('there are bad rows')
    this.checked = checked
  }
}

async function walk(
  db: WriteDb | Transaction,
  opened: Opened,
  table: DataTable,
  write: ((sorted: Sorted) => Promise<void>) | undefined,
  onProgress: OnProgress | undefined,
): Promise<Checked> {
  const { size } = await stat(opened.file)
  const identityOf = await identityBy(db, table, opened.key)
  const findings = noFindings()
  const counts = { fresh: 0, changed: 0, same: 0 }
  for await (const { rows, bytesRead } of readBatches(opened, identityOf, findings)) {
    const sorted = await sortRows(db, table, opened, identityOf, rows)
    counts.fresh += sorted.fresh.length
    counts.changed += sorted.changed.length
    counts.same += sorted.same
    // Once a row is bad all is taken back, so the rest is only looked through.
    if (findings.badRows === 0) await write?.(sorted)
    onProgress?.(bytesRead, size)
  }
  return reportOf(opened, counts, findings)
}

const reportOf = (
  { encoding, columns, key }: Opened,
  counts: Omit<Counts, 'bad' | 'blank'>,
  { bad, badRows, blankRows }: Findings,
): Checked => ({
  ...{ kind: 'checked', encoding, bad },
  columns: columns.map(({ name }) => name),
  key: key.map(({ name }) => name),
  counts: { ...counts, bad: badRows, blank: blankRows },
})
