/** Deletes what has been kept long enough, a little at a time, so that nobody waits for it. */
import { sql, type SQL } from 'drizzle-orm'
import { messageOf, wrappedIn } from '../errors.ts'
import type { Log } from '../log.ts'
import type { WriteDb } from '../db/connect.ts'
import { deleteSlowly } from '../db/delete-slowly.ts'
import { effects, logouts, messages, pages, pending, works } from '../db/tables.ts'

export type Retention = {
  /** Deletes messages that are too old. */
  expireMessages(): Promise<void>
  /** Deletes what had a moment to expire by itself. */
  expireRest(): Promise<void>
  stop(): void
}

export type RetentionDeps = {
  readonly write: WriteDb
  /** How long messages are kept. */
  readonly days: number
  readonly now: () => number
  readonly log: Log
}

const DAY_MS = 24 * 60 * 60 * 1000
const MESSAGES_EVERY_MS = 60 * 60 * 1000
const REST_EVERY_MS = 60 * 1000
const FIRST_AFTER_MS = 10 * 1000

export function createRetention({ write, days, now, log }: RetentionDeps): Retention {
  const ended = new AbortController()

  const deleteAll = (tableAndCondition: SQL) => deleteSlowly(write, tableAndCondition, ended.signal)
  const quietly = async (work: () => Promise<void>) => {
    try {
      await work()
    } catch (error) {
      if (!ended.signal.aborted)
        log.warn({ reason: messageOf(wrappedIn(error)) }, 'what has expired is not deleted')
    }
  }
  const expireMessages = () =>
    quietly(() => {
      const oldest = sql.param(new Date(now() - days * DAY_MS), messages.at)
      return deleteAll(sql`${messages} WHERE ${messages.at} < ${oldest} ORDER BY ${messages.at}`)
    })
  /** By the clock of MySQL, which has set these moments. */
  const expireRest = () =>
    quietly(async () => {
      for (const table of [pending, pages, works, effects, logouts])
        await deleteAll(sql`${table} WHERE ${table.expiresAt} < CURRENT_TIMESTAMP`)
    })

  const repeat = (work: () => Promise<void>, everyMs: number) => {
    const again = async () => {
      await work()
      if (!ended.signal.aborted) timers.set(work, setTimeout(again, everyMs).unref())
    }
    timers.set(work, setTimeout(again, FIRST_AFTER_MS).unref())
  }
  const timers = new Map<unknown, NodeJS.Timeout>()
  repeat(expireMessages, MESSAGES_EVERY_MS)
  repeat(expireRest, REST_EVERY_MS)
  return {
    expireMessages,
    expireRest,
    stop() {
      ended.abort()
      for (const timer of timers.values()) clearTimeout(timer)
    },
  }
}
