/** Keeps on disk, in order, what MySQL cannot take yet. */
import { closeSync, openSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { messageOf } from '../errors.ts'
import type { Log } from '../log.ts'
import { countRows, type Entry } from './row.ts'
import { claimSpool, removeIfEmpty } from './spool-claim.ts'
import { appendTo, ENDING, filesIn, fitting, leftSegment, readerOf, type Segment } from './spool-segment.ts'

export type Spool = {
  /** Returns what it could not keep: rows past the bound, everything when the disk fails. */
  append(entries: readonly Entry[]): readonly Entry[]
  /** The oldest entries; they stay until `confirm`. */
  head(): readonly Entry[] | undefined
  confirm(): void
  isEmpty(): boolean
  rows(): number
  takeOver(): Promise<void>
  close(): void
}

export type SpoolDeps = {
  readonly root: string
  readonly limitBytes: number
  readonly log: Log
  /** Told of rows that were on disk and cannot be read any more. */
  readonly onLost: (rows: number) => void
}

/** Room on disk is freed, and memory taken, by so much at a time. */
const SEGMENT_BYTES = 1024 * 1024

/**
 * Everything but the taking over is synchronous: appending a batch to the page cache takes a fraction of a millisecond,
 * while libuv's threads may all be waiting for the name of a MySQL that is away.
 */
export async function openSpool({ root, limitBytes, log, onLost }: SpoolDeps): Promise<Spool> {
  const claim = await claimSpool(root)
  let segments: Segment[] = []
  let current: { readonly fd: number; readonly segment: Segment } | undefined
  let reading:
    | { readonly segment: Segment; readonly next: () => Entry[] | undefined; entries: readonly Entry[] }
    | undefined
  let [made, isBroken] = [0, false]

  const open = () => {
    const name = String(++made).padStart(6, '0') + ENDING
    const segment = { path: join(claim.folder, name), bytes: 0, rows: 0 }
    current = { fd: openSync(segment.path, 'a', 0o600), segment }
    segments.push(segment)
    return current
  }
  const finish = () => {
    if (current) closeSync(current.fd)
    current = undefined
  }
  const bytes = () => segments.reduce((sum, segment) => sum + segment.bytes, 0)
  const remove = (segment: Segment) => {
    reading = undefined
    segments = segments.filter((other) => other !== segment)
    if (segment.rows > 0) onLost(segment.rows)
    rmSync(segment.path, { force: true })
    for (let at = dirname(segment.path); at !== claim.folder && removeIfEmpty(at);) at = dirname(at)
  }

  const append: Spool['append'] = (entries) => {
    const { kept, lines, refused } = fitting(entries, limitBytes - bytes())
    if (kept.length === 0) return refused
    try {
      if (current && current.segment.bytes > SEGMENT_BYTES) finish()
      const { fd, segment } = current ?? open()
      appendTo(fd, segment, lines)
      segment.rows += countRows(kept)
      isBroken = false
      return refused
    } catch (error) {
      if (!isBroken) log.error({ reason: messageOf(error) }, 'the spool of the message log cannot be written')
      isBroken = true
      finish() // should the file end in half a line, nothing comes after it
      return entries
    }
  }

  const readerIn = (segment: Segment): (() => Entry[] | undefined) => {
    if (segment === current?.segment) finish()
    try {
      if (segment.bytes > 0) return readerOf(segment)
    } catch (error) {
      log.error({ reason: messageOf(error) }, 'the spool of the message log cannot be read')
    }
    return () => undefined
  }
  const head: Spool['head'] = () => {
    for (let [segment] = segments; segment; [segment] = segments) {
      reading ??= { segment, next: readerIn(segment), entries: [] }
      if (reading.entries.length > 0) return reading.entries
      const entries = reading.next()
      if (entries) reading.entries = entries
      else remove(segment)
    }
    return undefined
  }
  const confirm = () => {
    if (!reading) return
    reading.segment.rows -= countRows(reading.entries)
    reading.entries = []
    head() // so that the file goes with its last entry
  }

  const takeOver = async () => {
    for (const folder of await claim.takeOver()) {
      for (const path of filesIn(folder)) {
        const segment = await leftSegment(path, log)
        if (segment) segments.push(segment)
      }
      removeIfEmpty(folder)
    }
  }
  await takeOver()
  return {
    append,
    head,
    confirm,
    isEmpty: () => segments.length === 0,
    rows: () => segments.reduce((sum, segment) => sum + segment.rows, 0),
    takeOver,
    close: () => {
      finish()
      claim.release()
    },
  }
}
