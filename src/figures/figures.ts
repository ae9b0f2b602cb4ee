/** Counts the message log into figures, in small steps off the reply path, and deletes what is kept no longer. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../db/connect.ts'
import { messageOf, wrappedIn } from '../errors.ts'
import type { Log } from '../log.ts'
import { expireFigures } from './expire.ts'
import { newestMessage, rollUp, startProgress } from './roll-up.ts'
import { createSettled, SETTLE_MS } from './settled.ts'

export type Figures = {
  /** Counts what has settled. */
  count(): Promise<void>
  /** Deletes what is too old, or too much. */
  expire(): Promise<void>
  stop(): void
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
/** Figures are at most this far behind, unless there is much to catch up with. */
export const LAG_MS = SETTLE_MS + COUNT_EVERY_MS
const STEP_LIMIT_MS = 10_000
/** Half of the time is left to others. */
const PAUSE_LEAST_MS = 10

export function createFigures({ database, days, now, log }: FiguresDeps): Figures {
  const { write, transact, health } = database
  const ended = new AbortController()
  const settled = createSettled(now)
  let [counted, isStarted] = [0, false]

  /** Not AbortSignal.any(), of which a signal that lives as long as the process keeps something. */
  const step = async (upTo: number) => {
    const limit = new AbortController()
    const abort = () => limit.abort()
    const timer = setTimeout(abort, STEP_LIMIT_MS)
    ended.signal.addEventListener('abort', abort)
    try {
      const kept = { now: now(), logDays: days }
      return await transact((tx) => rollUp(tx, upTo, kept), { rule: '', signal: limit.signal })
    } finally {
      clearTimeout(timer)
      ended.signal.removeEventListener('abort', abort)
    }
  }
  const count = async () => {
    const upTo = settled(await newestMessage(write))
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

  /** One at a time: who comes while it runs waits for the same. */
  const quietly = (work: () => Promise<void>) => {
    let running: Promise<void> | undefined
    const run = async () => {
      if (!health.isHealthy() || ended.signal.aborted) return
      await work().catch((error: unknown) => {
        if (!ended.signal.aborted)
          log.warn({ reason: messageOf(wrappedIn(error)) }, 'the figures are not brought up to date')
      })
    }
    return () => (running ??= run().finally(() => (running = undefined)))
  }
  const works = {
    count: quietly(count),
    expire: quietly(() => expireFigures({ write, days, now: now(), signal: ended.signal })),
  }
  const timers = new Set<NodeJS.Timeout>()
  const repeat = (work: () => Promise<void>, everyMs: number) =>
    timers.add(setInterval(() => void work(), everyMs).unref())
  repeat(works.count, COUNT_EVERY_MS)
  repeat(works.expire, EXPIRE_EVERY_MS)
  return {
    ...works,
    stop() {
      ended.abort()
      for (const timer of timers) clearInterval(timer)
    },
  }
}
