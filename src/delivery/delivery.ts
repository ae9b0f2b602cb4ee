/** One run per message, whatever number of deliveries it comes in: each of them ends with something to say. */
import { attemptByAge, type Attempt } from './attempt.ts'
import type { Entry } from './entry.ts'
import { createGenerations } from './generations.ts'
import type { Holding } from './holding.ts'
import { LIMITS, type Limits } from './limits.ts'
import { createRun, type Run } from './run.ts'
import { createSharing } from './sharing.ts'
import type { About, Shared } from './shared.ts'
import { waitFor } from './wait.ts'

/** One delivery of a message. */
export type Job<T> = About & {
  /** Since the fan sent it, by our clock. */
  readonly ageMs: number
  readonly attempt: Attempt
  /** Never rejects. */
  start(run: Run): Promise<T>
  /** Called once a message: the delivery (counted from 1) whose sender was still there got this; 0 when none was. */
  told(value: T, attempt: number): void
}

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
  type Known = Entry<T> & { job: Job<T> | undefined }
  const running = new Map<string, Known>()
  const kept = createGenerations<Known>({
    ageMs: limits.keepMs,
    limit: KEPT,
    now: () => performance.now(),
    onFall: (entry) => entry.done && tell(entry, entry.done.value, 0),
  })
  const sharing = createSharing({ shared: deps.shared, settle, limits })
  const isCalm = () => health.isHealthy() && !hurry?.aborted
  const worry = () => running.forEach(({ waiting }) => waiting.forEach((waiter) => waiter.worry()))
  const stopListening = health.onTrouble(worry)
  hurry?.addEventListener('abort', worry)

  function begin(job: Job<T>): Known {
    const entry: Known = {
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
    entry.timer = setTimeout(() => becomeSlow(entry, job), limits.slowMs)
    const mayBeElsewhere = attemptByAge(job.ageMs) > 1
    const work = mayBeElsewhere ? sharing.watchOrStart(entry, job) : job.start(entry.run)
    void work.then((value) => settle(entry, value))
    return entry
  }

  function becomeSlow(entry: Known, job: Job<T>): void {
    entry.isSlow = true
    entry.run.whenSlow?.()
    entry.waiting.forEach((waiter) => waiter.slow())
    entry.timer = setTimeout(() => entry.run.cancel() && settle(entry, endless), limits.runMs - limits.slowMs)
    if (!entry.isWatching) void sharing.share(entry, job)
  }

  function settle(entry: Entry<T>, value: T): void {
    if (entry.done) return
    clearTimeout(entry.timer)
    entry.done = { value }
    const { key } = entry.run
    if (running.get(key) === entry) {
      kept.set(key, running.get(key) as Known)
      running.delete(key)
    }
    entry.waiting.forEach((waiter) => waiter.give(value))
    if (entry.isShared) void sharing.finish(key, value)
  }

  /**
   * What could be cancelled has done nothing, and a retry begins it again. Of anything else, and of what another node
   * may have done, the fan gets a ticket.
   */
  function troubled(entry: Known): T {
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

  function tell(entry: Known, value: T, attempt: number): void {
    if (entry.isTold) return
    entry.isTold = true
    entry.job?.told(value, attempt)
    entry.job = undefined
  }

  const waitDeps = { holding, limits, isCalm, later: (entry: Entry<T>) => later(entry.run) }

  async function deliver(job: Job<T>): Promise<T> {
    const known = running.get(job.key) ?? kept.get(job.key)
    if (!known) holding.count()
    const entry = known ?? begin(job)
    const [here, byAge] = [++entry.here, attemptByAge(job.ageMs)]
    const number = () => Math.max(here + entry.elsewhere, byAge)
    if (known?.isShared) void sharing.recount(known)
    const wait = () =>
      waitFor(entry, { ...job.attempt, number }, { ...waitDeps, troubled: () => troubled(entry) })
    const value = entry.done ? entry.done.value : await wait()
    if (job.attempt.isOpen()) tell(entry, value, number())
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
