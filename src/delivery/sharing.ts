/** How nodes work together on a message: one works, the others watch its row. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Entry, Known } from './entry.ts'
import type { Limits } from './limits.ts'
import type { Run } from './run.ts'
import type { About, Shared, Work } from './shared.ts'
import { ticketOf } from './ticket.ts'
import { slow } from './wait.ts'

const LOOK_MS = 200
const RENEW_MS = 2_000
const RECORD_PAUSE_MS = 200
/** As long as a ticket is good for. */
const RECORD_TRIES = 3_000
const FINISH_TRIES = 10
const FINISH_PAUSE_MS = 1_000

type Deps<T> = {
  readonly shared: Shared<T>
  readonly settle: (entry: Entry<T>, value: T) => void
  readonly limits: Limits
}
type Startable<T> = About & { start(run: Run): Promise<T> }

export function createSharing<T>({ shared, settle, limits }: Deps<T>) {
  const begun = new WeakSet<Entry<T>>()

  /** The result of the node that works on it already; ours when there is none, or when it has died. */
  async function watchOrStart(entry: Entry<T>, job: Startable<T>): Promise<T> {
    entry.isWatching = true
    const value = await watch(entry, job.key).catch(() => undefined)
    entry.isWatching = false
    if (entry.known.done) return entry.known.done.value
    if (value !== undefined) return value
    const work = job.start(entry.run) // which tells the run whether it is a command
    if (entry.isSlow) void share(entry, job)
    return work
  }

  async function watch(entry: Entry<T>, key: string): Promise<T | undefined> {
    const end = performance.now() + limits.runMs
    let work = await find(key, end)
    if (!work) return undefined
    entry.known.elsewhere = work.attempts
    void count(key)
    entry.isSlow = true // or there would be no row
    entry.waiting.forEach(slow)
    while (work?.isAlive && work.value === undefined && performance.now() < end) {
      await sleep(LOOK_MS)
      work = await find(key, end)
    }
    return work?.value
  }

  /** While MySQL is away nobody can tell, and what another node may have done must not be begun as if it were not. */
  async function find(key: string, end: number): Promise<Work<T> | undefined> {
    for (;;) {
      try {
        return await shared.find(key)
      } catch (error) {
        if (performance.now() > end) throw error
        await sleep(LOOK_MS)
      }
    }
  }

  /** Lets other nodes find our work, and learns what they know of it. */
  async function share(entry: Entry<T>, about: About): Promise<void> {
    if (begun.has(entry)) return
    begun.add(entry)
    const { key } = entry.run
    const recorded = await record(entry, about)
    if (!recorded) return
    const { before } = recorded
    entry.known.isShared = true
    if (before?.value !== undefined && entry.run.cancel()) settle(entry, before.value)
    entry.known.elsewhere = Math.max(entry.known.elsewhere, before?.attempts ?? 0)
    if (entry.known.elsewhere > 0) entry.waiting.forEach(slow)
    if (entry.known.done) return void finish(key, entry.known.done.value)
    const renewal = setInterval(() => {
      if (entry.known.done) clearInterval(renewal)
      else shared.renew(key).catch(() => {})
    }, RENEW_MS).unref()
  }

  /** While MySQL is away it is told again and again, for a fan may hold a ticket of it; what was cancelled is nobody's. */
  async function record(entry: Entry<T>, about: About) {
    const { run } = entry
    for (let tries = 0; tries < RECORD_TRIES && !run.signal.aborted; tries++) {
      try {
        return {
          before: await shared.record(
            { ...about, ticket: ticketOf(run.key) },
            entry.known.here,
            run.isCommand,
          ),
        }
      } catch {
        await sleep(RECORD_PAUSE_MS, undefined, { ref: false })
      }
    }
    return undefined
  }

  const count = (key: string): Promise<void> => shared.count(key).catch(() => {})

  /** One more delivery of work that we have shared; others may have come to another node meanwhile. */
  async function recount(known: Known<T>, entry?: Entry<T>): Promise<void> {
    await count(known.key)
    const work = await shared.find(known.key).catch(() => undefined)
    const elsewhere = (work?.attempts ?? 0) - known.here
    if (elsewhere <= known.elsewhere) return
    known.elsewhere = elsewhere
    entry?.waiting.forEach(slow) // those of now, the one that it was counted for among them
  }

  async function finish(key: string, value: T): Promise<void> {
    for (let tries = 0; tries < FINISH_TRIES; tries++) {
      try {
        return await shared.finish(key, value)
      } catch {
        await sleep(FINISH_PAUSE_MS, undefined, { ref: false })
      }
    }
  }

  return { watchOrStart, share, recount, finish }
}
