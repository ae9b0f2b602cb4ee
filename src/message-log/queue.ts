/** What waits in memory for the next statement. */
import { countRows, type Entry } from './row.ts'

/** What is written by one statement. */
export type Batch = {
  /** When its first entry came, in milliseconds of `performance.now()`. */
  readonly since: number
  readonly entries: Entry[]
  /** Neither in MySQL nor on disk as far as we know. */
  left: readonly Entry[]
}

export type Queue = {
  add(entry: Entry, characters: number): void
  first(): Batch | undefined
  take(): Batch | undefined
  takeAll(): Batch[]
  rows(): number
}

const ENTRIES = 500
/** Keeps a statement well below the packet limit of any MySQL. */
const CHARACTERS = 256 * 1024

export function createQueue(): Queue {
  const batches: Batch[] = []
  let [last, room] = [undefined as Batch | undefined, 0]
  return {
    add(entry, characters) {
      if (!last || room <= 0 || last.entries.length >= ENTRIES) {
        const entries: Entry[] = []
        last = { since: performance.now(), entries, left: entries }
        room = CHARACTERS
        batches.push(last)
      }
      last.entries.push(entry)
      room -= characters
    },
    first: () => batches[0],
    take() {
      const batch = batches.shift()
      if (batch === last) last = undefined
      return batch
    },
    takeAll() {
      last = undefined
      return batches.splice(0)
    },
    rows: () => batches.reduce((sum, { entries }) => sum + countRows(entries), 0),
  }
}
