/** One row a message, written off the reply path: into MySQL, or onto disk until MySQL answers again. */
import { messageOf } from '../errors.ts'
import type { Log } from '../log.ts'
import type { WriteDb } from '../db/connect.ts'
import { createPump } from './pump.ts'
import { createQueue } from './queue.ts'
import { fitted, type MessageRow } from './row.ts'
import { writeEntries } from './writer.ts'
import { openSpool } from './spool.ts'

export type MessageLog = {
  /** Never throws and never waits. */
  add(row: MessageRow): void
  /** Deletes what there is of the fan until now, also what is still on its way. */
  forget(fan: string): void
  counts(): MessageCounts
  /** Within about a second everything is in MySQL or on disk. */
  stop(): Promise<void>
}

/** Every row that was added, or taken over from a dead process, is in one of them. */
export type MessageCounts = {
  readonly written: number
  /** On disk, to be written. */
  readonly spooled: number
  readonly dropped: number
  /** In memory. */
  readonly waiting: number
}

export type MessageLogDeps = {
  readonly write: WriteDb
  /** Of the spool; several processes may share it. */
  readonly folder: string
  /** False: MySQL is known to be away, so it is not even tried. */
  readonly isHealthy: () => boolean
  readonly now: () => number
  readonly log: Log
  readonly spoolLimitBytes?: number
}

const SPOOL_LIMIT_BYTES = 64 * 1024 * 1024
const FLUSH_EVERY_MS = 100
const STOP_LIMIT_MS = 1_000
/** Far beyond what the pool grants a statement, should it ever forget one. */
const WRITE_LIMIT_MS = 10_000
const TAKE_OVER_EVERY_MS = 60_000
const WARN_EVERY_MS = 1_000

export async function createMessageLog(deps: MessageLogDeps): Promise<MessageLog> {
  const { write, folder, isHealthy, now, log, spoolLimitBytes: limitBytes = SPOOL_LIMIT_BYTES } = deps
  let [written, dropped, isStopped] = [0, 0, false]
  const onDropped = (rows: number) => void (dropped += rows)
  const queue = createQueue()
  const spool = await openSpool({ root: folder, limitBytes, log, onLost: onDropped })
  const pump = createPump({
    queue,
    spool,
    write: (entries) => within(WRITE_LIMIT_MS, writeEntries(write, entries, log)),
    isHealthy,
    onWritten: (rows) => void (written += rows),
    onDropped,
    log,
  })

  let told = 0
  const tellDropped = () => {
    if (dropped > told) log.warn({ dropped }, 'rows of the message log are dropped')
    told = dropped
  }
  const takeOver = () =>
    spool.takeOver().catch((error: unknown) => log.warn({ reason: messageOf(error) }, 'no spool taken over'))
  const timers = [
    setInterval(pump.tick, FLUSH_EVERY_MS),
    setInterval(tellDropped, WARN_EVERY_MS),
    setInterval(takeOver, TAKE_OVER_EVERY_MS),
  ]
  for (const timer of timers) timer.unref()

  return {
    add(row) {
      if (isStopped) onDropped(1)
      else queue.add(fitted(row), row.text.length + row.heard.length)
    },
    forget: (fan) => queue.add({ forget: fan, at: new Date(now()) }, 0),
    counts: () => ({ written, spooled: spool.rows(), dropped, waiting: queue.rows() + pump.rows() }),
    async stop() {
      if (isStopped) return
      await within(STOP_LIMIT_MS, pump.run()).catch(() => {}) // what is left goes to disk
      timers.forEach(clearInterval)
      isStopped = true
      pump.stop()
      tellDropped()
      spool.close()
    },
  }
}

async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${limitMs} ms`)), limitMs)
  })
  return Promise.race([work, limit]).finally(() => clearTimeout(timer))
}
