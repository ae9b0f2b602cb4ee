/** One run per message, whatever number of deliveries it comes in: each of them ends with something to say. */
import { attemptByAge } from './attempt.ts'
import type { Ended, Entry, Known } from './entry.ts'
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
  /** How many messages are worked on. */
  inHand(): number
  /** Tells of those whom nothing was told. */
  stop(): void
}

export function createDelivery<T>(deps: DeliveryDeps<T>): Deliver<T> {
  const { health, holding, hurry, limits = LIMITS, later, busy, endless } = deps
  const running = new Map<string, Entry<T>>()
  const kept = createGenerations<Ended<T>>({
    ageMs: limits.keepMs,
    limit: KEPT,
    now: () => performance.now(),
    onFall: (ended) => tell(ended, ended.done.value, 0),
  })
  const sharing = createSharing({ shared: deps.shared, settle, limits })
  const isCalm = () => health.isHealthy() && !hurry?.aborted
  const worryAll = () => running.forEach(({ waiting }) => waiting.forEach(worry))
  const stopListening = health.onTrouble(worryAll)
  hurry?.addEventListener('abort', worryAll)

  function begin(job: Job<T>): Entry<T> {
    const { key } = job
    const entry: Entry<T> = {
      known: { key, here: 0, elsewhere: 0, isShared: false, done: undefined, untold: job },
      run: createRun(key, limits.deadlineMs),
      waiting: [],
      isSlow: false,
      isWatching: false,
      timer: undefined,
    }
    running.set(key, entry)
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
    const { known } = entry
    if (known.done) return
    clearTimeout(entry.timer)
    entry.timer = undefined // which has the job, and V8 lets go of entries late
    const ended = Object.assign(known, { done: { value } })
    if (running.get(known.key) === entry) {
      kept.set(known.key, ended)
      running.delete(known.key)
    }
    entry.waiting.forEach((waiter) => give(waiter, value))
    if (known.isShared) void sharing.finish(known.key, value)
  }

  /**
   * What could be cancelled has done nothing, and a retry begins it again. Of anything else, and of what another node
   * may have done, the fan gets a ticket.
   */
  function troubled(entry: Entry<T>): T {
    if (entry.isWatching || !entry.run.cancel()) {
      if (entry.isWatching)
        entry.isSlow = true // for the ticket, should the work become ours
      else if (entry.known.untold) void sharing.share(entry, entry.known.untold)
      return later(entry.run)
    }
    if (running.get(entry.known.key) === entry) running.delete(entry.known.key)
    clearTimeout(entry.timer)
    entry.known.done = { value: busy }
    return busy
  }

  function tell(known: Known<T>, value: T, attempt: number): void {
    const { untold } = known
    known.untold = undefined
    untold?.told(value, attempt)
  }

  const waitDeps: WaitDeps<T> = {
    holding,
    limits,
    isCalm,
    troubled,
    later: (entry) => later(entry.run),
  }

  async function deliver(job: Job<T>): Promise<T> {
    const ended = kept.get(job.key)
    if (ended) return repeat(job, ended)
    const before = running.get(job.key)
    if (!before) holding.count()
    else if (before.known.isShared) void sharing.recount(before.known, before)
    const entry = before ?? begin(job)
    const attempt = numbered(job, entry.known)
    const value = await waitFor(entry, attempt, waitDeps)
    if (attempt.isOpen()) tell(entry.known, value, attempt.number())
    return value
  }

  /** A delivery that comes when there is an answer already. */
  function repeat(job: Job<T>, ended: Ended<T>): T {
    if (ended.isShared) void sharing.recount(ended)
    const attempt = numbered(job, ended)
    if (attempt.isOpen()) tell(ended, ended.done.value, attempt.number())
    return ended.done.value
  }
  const turning = setInterval(kept.turn, limits.keepMs).unref()
  const stop = () => {
    clearInterval(turning)
    stopListening()
    kept.clear()
  }
  return Object.assign(deliver, { inHand: () => running.size, stop })
}

/** Others may have come to another node meanwhile. */
function numbered<T>({ attempt: { isOpen, onHangUp }, ageMs }: Job<T>, known: Known<T>): Numbered {
  const here = ++known.here
  return { isOpen, onHangUp, number: () => Math.max(here + known.elsewhere, attemptByAge(ageMs)) }
}
