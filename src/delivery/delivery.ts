/** One run per message, whatever number of deliveries it comes in: each of them ends with something to say. */
import { attemptByAge } from './attempt.ts'
import type { Entry } from './entry.ts'
import { createGenerations } from './generations.ts'
import type { Holding } from './holding.ts'
import type { Job } from './job.ts'
import { LIMITS, type Limits } from './limits.ts'
import { createRun, type Run } from './run.ts'
import { createSharing } from './sharing.ts'
import type { Shared } from './shared.ts'
import { give, slow, waitFor, worry, type Numbered, type WaitDeps } from './wait.ts'

export type Health = {
  isHealthy(): boolean
  onTrouble(act: () => void): () => void
}

export type DeliveryDeps<T> = {
  readonly shared: Shared<T>
  readonly health: Health
  readonly holding: Holding
  /** Fires when we are about to stop. */
  readonly hurry?: AbortSignal | undefined
  readonly limits?: Limits
  /** What the fan reads while the work goes on, of work that was cancelled, and of work that came to no end. */
  readonly later: (run: Run) => T
  readonly busy: T
  readonly endless: T
}

const KEPT = 3_000

export type Deliver<T> = {
  (job: Job<T>): Promise<T>
  /** Tells of those whom nothing was told. */
  stop(): void
}

export function createDelivery<T>(deps: DeliveryDeps<T>): Deliver<T> {
  const { health, holding, hurry, limits = LIMITS, later, busy, endless } = deps
  const running = new Map<string, Entry<T>>()
  const kept = createGenerations<Entry<T>>({
    ageMs: limits.keepMs,
    limit: KEPT,
    now: () => performance.now(),
    onFall: (entry) => entry.done && tell(entry, entry.done.value, 0),
  })
  const sharing = createSharing({ shared: deps.shared, settle, limits })
  const isCalm = () => health.isHealthy() && !hurry?.aborted
  const worryAll = () => running.forEach(({ waiting }) => waiting.forEach(worry))
  const stopListening = health.onTrouble(worryAll)
  hurry?.addEventListener('abort', worryAll)

  function begin(job: Job<T>): Entry<T> {
    const entry: Entry<T> = {
      run: createRun(job.key, limits.deadlineMs),
      startedAt: performance.now(),
      here: 0,
      elsewhere: 0,
      waiting: new Set(),
      isSlow: false,
      isWatching: false,
      isShared: false,
      isTold: false,
      done: undefined,
      timer: undefined,
      job,
    }
    running.set(job.key, entry)
    entry.timer = setTimeout(becomeSlow, limits.slowMs, entry, job)
    const mayBeElsewhere = attemptByAge(job.ageMs) > 1
    const work = mayBeElsewhere ? sharing.watchOrStart(entry, job) : job.start(entry.run)
    void work.then((value) => settle(entry, value))
    return entry
  }

  function becomeSlow(entry: Entry<T>, job: Job<T>): void {
    entry.isSlow = true
    entry.run.whenSlow?.()
    entry.waiting.forEach(slow)
    entry.timer = setTimeout(() => entry.run.cancel() && settle(entry, endless), limits.runMs - limits.slowMs)
    if (!entry.isWatching) void sharing.share(entry, job)
  }

  function settle(entry: Entry<T>, value: T): void {
    if (entry.done) return
    clearTimeout(entry.timer)
    entry.timer = undefined
    entry.done = { value }
    const { key } = entry.run
    if (running.get(key) === entry) {
      kept.set(key, entry)
      running.delete(key)
    }
    entry.waiting.forEach((waiter) => give(waiter, value))
    if (entry.isShared) void sharing.finish(key, value)
  }

  /**
   * What could be cancelled has done nothing, and a retry begins it again. Of anything else, and of what another node
   * may have done, the fan gets a ticket.
   */
  function troubled(entry: Entry<T>): T {
    if (entry.isWatching || !entry.run.cancel()) {
      if (entry.isWatching)
        entry.isSlow = true // for the ticket, should the work become ours
      else if (entry.job) void sharing.share(entry, entry.job)
      return later(entry.run)
    }
    running.delete(entry.run.key)
    clearTimeout(entry.timer)
    entry.done = { value: busy }
    return busy
  }

  function tell(entry: Entry<T>, value: T, attempt: number): void {
    if (entry.isTold) return
    entry.isTold = true
    entry.job?.told(value, attempt)
    entry.job = undefined
  }

  const waitDeps: WaitDeps<T> = {
    ...{ holding, limits, isCalm, troubled },
    later: (entry) => later(entry.run),
  }

  async function deliver(job: Job<T>): Promise<T> {
    const known = running.get(job.key) ?? kept.get(job.key)
    if (!known) holding.count()
    else if (known.isShared) void sharing.recount(known)
    const entry = known ?? begin(job)
    const attempt = numbered(job, ++entry.here, entry)
    const value = entry.done ? entry.done.value : await waitFor(entry, attempt, waitDeps)
    if (attempt.isOpen()) tell(entry, value, attempt.number())
    return value
  }
  const turning = setInterval(kept.turn, limits.keepMs).unref()
  const stop = () => {
    clearInterval(turning)
    stopListening()
    kept.clear()
  }
  return Object.assign(deliver, { stop })
}

/** `here` is which one it is of those that came here; others may have come to another node meanwhile. */
const numbered = <T>({ attempt, ageMs }: Job<T>, here: number, entry: Entry<T>): Numbered => ({
  isOpen: attempt.isOpen,
  onHangUp: attempt.onHangUp,
  number: () => Math.max(here + entry.elsewhere, attemptByAge(ageMs)),
})
