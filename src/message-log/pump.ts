/** Moves the message log from memory into MySQL, by way of the disk where MySQL does not confirm it in time. */
import { messageOf, wrappedIn } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Batch, Queue } from './queue.ts'
import { countRows, isRow, type Entry } from './row.ts'
import type { Spool } from './spool.ts'

export type PumpDeps = {
  readonly queue: Queue
  readonly spool: Spool
  /** Returns what MySQL refuses; throws while MySQL is in trouble. */
  readonly write: (entries: readonly Entry[]) => Promise<ReadonlySet<Entry>>
  readonly isHealthy: () => boolean
  readonly onWritten: (rows: number) => void
  readonly onDropped: (rows: number) => void
  readonly log: Log
}

export type Pump = {
  /** Puts on disk what MySQL will not have in time, and writes the rest. */
  tick(): void
  /** Resolves when nothing is left to write, or nothing can be written. */
  run(): Promise<void>
  /** Sent to MySQL, neither confirmed nor on disk. */
  rows(): number
  stop(): void
}

/** What MySQL has not confirmed by then goes to disk, so that all of it is there within a second. */
const CONFIRM_LIMIT_MS = 600
const RETRY_AFTER_MS = 300

export function createPump({ queue, spool, write, isHealthy, onWritten, onDropped, log }: PumpDeps): Pump {
  let sent: Batch | undefined
  let running: Promise<void> | undefined
  let [retryAt, isTroubled, isStopped] = [0, false, false]

  const keep = (batch: Batch) => {
    const refused = spool.append(batch.left)
    onDropped(countRows(refused))
    batch.left = []
    for (const entry of refused) if (!isRow(entry)) queue.add(entry, 0)
  }
  const toDisk = () => {
    // A batch on its way may still arrive, so it is not lost when the disk refuses it.
    if (sent) sent.left = spool.append(sent.left)
    for (const batch of queue.takeAll()) keep(batch)
  }
  const confirm = (entries: readonly Entry[], refused: ReadonlySet<Entry>) => {
    const bad = entries.filter((entry) => refused.has(entry)).length
    onWritten(countRows(entries) - bad)
    onDropped(bad)
  }

  const writeSpooled = async (entries: readonly Entry[]) => {
    const refused = await write(entries)
    if (isStopped) return
    confirm(entries, refused)
    spool.confirm()
  }
  const writeBatch = async (batch: Batch) => {
    sent = batch
    try {
      const refused = await write(batch.entries)
      confirm(batch.left, refused)
    } catch (error) {
      keep(batch)
      throw error
    } finally {
      sent = undefined
    }
  }
  /** The spool first: entries keep their order, so that no row of a fan comes after the wish to forget it. */
  const writeNext = async (): Promise<boolean> => {
    const spooled = spool.head()
    const batch = spooled ? undefined : queue.take()
    if (spooled) await writeSpooled(spooled)
    if (batch) await writeBatch(batch)
    return Boolean(spooled ?? batch)
  }
  const canWrite = () => !isStopped && isHealthy() && performance.now() >= retryAt
  const drain = async () => {
    try {
      while (canWrite()) if (!(await writeNext())) break
      if (isTroubled && spool.isEmpty()) log.info('the message log has caught up')
      isTroubled &&= !spool.isEmpty()
    } catch (error) {
      retryAt = performance.now() + RETRY_AFTER_MS
      if (isTroubled || isStopped) return
      isTroubled = true
      log.warn({ reason: messageOf(wrappedIn(error)) }, 'the message log waits on disk for MySQL')
    }
  }
  const run = () => (running ??= drain().finally(() => (running = undefined)))
  const isLate = (batch: Batch | undefined) =>
    batch !== undefined && performance.now() - batch.since > CONFIRM_LIMIT_MS
  return {
    tick() {
      if (!isHealthy() || !spool.isEmpty() || isLate(sent ?? queue.first())) toDisk()
      void run()
    },
    run,
    rows: () => countRows(sent?.left ?? []),
    stop() {
      isStopped = true
      toDisk()
      onDropped(countRows(sent?.left ?? []))
      if (sent) sent.left = []
      if (queue.first()) log.error('a fan who left is not forgotten: the spool cannot be written')
    },
  }
}
