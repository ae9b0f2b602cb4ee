/** Counts the message log into figures, in small steps off the reply path, and deletes what is kept no longer. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../db/connect.ts'
import { messageOf, wrappedIn } from '../errors.ts'
import type { Log } from '../log.ts'
import { expireFigures } from './expire.ts'
import { newestMessage, rollUp, startProgress } from './roll-up.ts'

export type Figures = {
  /** Counts what has settled. */
  count(): Promise<void>
  /** Deletes what is too old, or too much. */
  expire(): Promise<void>
  stop(): Promise<void>
}

export type FiguresDeps = {
  readonly database: Pick<Database, 'write' | 'transact' | 'health'>
  /** How long the message log is kept. */
  readonly days: number
  readonly now: () => number
  readonly log: Log
}

const COUNT_EVERY_MS = 10_000
const EXPIRE_EVERY_MS = 60_000
/** A message has its id before it can be read, at most for as long as one write of the log may take. */
export const SETTLE_MS = 15_000
/** Figures are at most this far behind, unless there is much to catch up with. */
export const LAG_MS = SETTLE_MS + COUNT_EVERY_MS
const STEP_LIMIT_MS = 10_000
/** Half of the time is left to others. */
const PAUSE_LEAST_MS = 10

export function createFigures({ database, days, now, log }: FiguresDeps): Figures {
  const { write, transact, health } = database
  const ended = new AbortController()
  const seen: { readonly id: number; readonly at: number }[] = []
  let [counted, isStarted] = [0, false]

  const step = (upTo: number) => {
    const signal = AbortSignal.any([ended.signal, AbortSignal.timeout(STEP_LIMIT_MS)])
    return transact((tx) => rollUp(tx, upTo, { now: now(), logDays: days }), { rule: '', signal })
  }
  /** The newest id of which none before it can still be missing. */
  const settled = async () => {
    const id = await newestMessage(write)
    seen.push({ id, at: now() })
    while (seen[1] && seen[1].at <= now() - SETTLE_MS) seen.shift()
    return seen[0] && seen[0].at <= now() - SETTLE_MS ? seen[0].id : 0
  }
  const count = async () => {
    const upTo = await settled()
    if (upTo <= counted) return
    if (!isStarted) await startProgress(write)
    isStarted = true
    while (!ended.signal.aborted) {
      const start = performance.now()
      const end = await step(upTo)
      if (end === undefined) return // another node is at it
      counted = end
      if (counted >= upTo) return
      await pause(Math.max(PAUSE_LEAST_MS, performance.now() - start))
    }
  }

  const pause = (ms: number) => sleep(ms, undefined, { signal: ended.signal }).catch(() => {})

  const quietly = (work: () => Promise<void>) => async () => {
    if (!health.isHealthy() || ended.signal.aborted) return
    await work().catch((error: unknown) => {
      if (!ended.signal.aborted)
        log.warn({ reason: messageOf(wrappedIn(error)) }, 'the figures are not brought up to date')
    })
  }
  const works = {
    count: quietly(count),
    expire: quietly(() => expireFigures({ write, days, now: now(), signal: ended.signal })),
  }
  const running = new Map<unknown, Promise<void>>()
  const timers = new Map<unknown, NodeJS.Timeout>()
  const repeat = (work: () => Promise<void>, everyMs: number) => {
    const again = async () => {
      const run = work()
      running.set(work, run)
      await run
      wait()
    }
    const wait = () => {
      if (!ended.signal.aborted) timers.set(work, setTimeout(() => void again(), everyMs).unref())
    }
    wait()
  }
  repeat(works.count, COUNT_EVERY_MS)
  repeat(works.expire, EXPIRE_EVERY_MS)
  return {
    ...works,
    async stop() {
      ended.abort()
      for (const timer of timers.values()) clearTimeout(timer)
      await Promise.all(running.values())
    },
  }
}
