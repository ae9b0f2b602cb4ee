/** One file of the spool: lines are appended at its end, and read again when MySQL answers. */
import { closeSync, ftruncateSync, openSync, readdirSync, readSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as otherWork } from 'node:timers/promises'
import { messageOf } from '../errors.ts'
import type { Log } from '../log.ts'
import { countRows, entryIn, isRow, lineOf, type Entry } from './row.ts'

export const ENDING = '.ndjson'
const LINES_AT_ONCE = 500

export type Segment = { readonly path: string; bytes: number; rows: number }

/** Appends all of the lines or, where the disk fails half-way, none. */
export function appendTo(fd: number, segment: Segment, lines: Buffer): void {
  try {
    for (let done = 0; done < lines.length;) done += writeSync(fd, lines, done)
    segment.bytes += lines.length
  } catch (error) {
    ftruncateSync(fd, segment.bytes)
    throw error
  }
}

/** Reads a file some lines at a time, so that decoding never takes long; undefined at its end. */
export function readerOf({ path, bytes }: Segment): () => Entry[] | undefined {
  const buffer = Buffer.alloc(bytes)
  const fd = openSync(path, 'r')
  try {
    readSync(fd, buffer)
  } finally {
    closeSync(fd)
  }
  let at = 0
  return () => {
    const end = endOfLines(buffer, at)
    if (end === at) return undefined
    const lines = buffer.toString('utf8', at, end).split('\n')
    at = end
    return lines.flatMap((line) => entryIn(line) ?? [])
  }
}

/** After the last line that is surely whole: a `kill -9` leaves one torn. */
function endOfLines(buffer: Buffer, start: number): number {
  let end = start
  for (let lines = 0; lines < LINES_AT_ONCE; lines++) {
    const next = buffer.indexOf('\n', end) + 1
    if (next === 0) break
    end = next
  }
  return end
}

/** A file that another process has left; one that cannot be read stays where it is. */
export async function leftSegment(path: string, log: Log): Promise<Segment | undefined> {
  try {
    const segment = { path, bytes: statSync(path).size, rows: 0 }
    const next = readerOf(segment)
    for (let entries = next(); entries; entries = next()) {
      segment.rows += countRows(entries)
      await otherWork()
    }
    return segment
  } catch (error) {
    log.error({ path, reason: messageOf(error) }, 'the spool of a dead process cannot be read')
    return undefined
  }
}

/** The entries that the room is enough for. A fan's wish to be forgotten is always kept: it is short, and a promise. */
export function fitting(entries: readonly Entry[], room: number) {
  const [kept, refused, lines]: [Entry[], Entry[], string[]] = [[], [], []]
  for (const entry of entries) {
    const line = lineOf(entry)
    const left = room - Buffer.byteLength(line)
    if (left < 0 && isRow(entry)) {
      refused.push(entry)
      continue
    }
    room = left
    kept.push(entry)
    lines.push(line)
  }
  return { kept, refused, lines: Buffer.from(lines.join('')) }
}

/** What dead processes had taken over themselves lies in folders within, and is older. */
export function filesIn(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith(ENDING),
  )
  const dated = names
    .sort()
    .map((name) => [statSync(join(folder, name)).mtimeMs, join(folder, name)] as const)
  return dated.sort(([one], [other]) => one - other).map(([, path]) => path)
}
