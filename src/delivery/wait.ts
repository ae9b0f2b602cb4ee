/** What one delivery does until there is something to say: wait, hold, or take what there is (protocol 6.2 and 6.7). */
import type { Attempt } from './attempt.ts'
import type { Entry } from './entry.ts'
import type { Holding } from './holding.ts'
import type { Limits } from './limits.ts'

/** A delivery, and which one it is as far as is known by now. */
export type Numbered = Attempt & { number(): number }

export type WaitDeps<T> = {
  readonly holding: Holding
  readonly limits: Limits
  /** Whether slow work is merely slow: MySQL answers, and we are not about to stop. */
  readonly isCalm: () => boolean
  /** What the fan reads while the work goes on. */
  readonly later: (entry: Entry<T>) => T
  /** What the fan reads of work that trouble has overtaken. */
  readonly troubled: (entry: Entry<T>) => T
}

/** A delivery that waits for the result. */
export type Waiter<T> = {
  readonly entry: Entry<T>
  readonly attempt: Numbered
  readonly deps: WaitDeps<T>
  readonly resolve: (value: T) => void
  readonly arrivedAt: number
  timer: NodeJS.Timeout | undefined
  /** Gives back the place of a delivery that is held. */
  letGo: (() => void) | undefined
}

export function waitFor<T>(entry: Entry<T>, attempt: Numbered, deps: WaitDeps<T>): Promise<T> {
  return new Promise((resolve) => {
    const arrivedAt = performance.now()
    const waiter: Waiter<T> = { entry, attempt, deps, resolve, arrivedAt, timer: undefined, letGo: undefined }
    entry.waiting = [...entry.waiting, waiter]
    if (!deps.isCalm()) worry(waiter)
    else if (entry.isSlow) slow(waiter)
  })
}

export function give<T>(waiter: Waiter<T>, value: T): void {
  clearTimeout(waiter.timer)
  waiter.letGo?.()
  waiter.entry.waiting = waiter.entry.waiting.filter((other) => other !== waiter)
  waiter.resolve(value)
}

/** The work takes long. */
export function slow<T>(waiter: Waiter<T>): void {
  const { limits } = waiter.deps
  if (waiter.attempt.number() >= limits.lastAttempt) giveLater(waiter)
  else at(waiter, limits.deadlineMs, hold)
}

/** MySQL is in trouble, or we are about to stop. */
export const worry = <T>(waiter: Waiter<T>): void => at(waiter, waiter.deps.limits.graceMs, lookAgain)

function lookAgain<T>(waiter: Waiter<T>): void {
  const { entry, deps } = waiter
  if (!deps.isCalm()) give(waiter, deps.troubled(entry))
  else if (entry.isSlow) slow(waiter)
}

/** Left unanswered until WeChat hangs up, so that it asks again. */
function hold<T>(waiter: Waiter<T>): void {
  const { attempt, deps } = waiter
  waiter.letGo?.() // of an earlier time, when less was known
  const leave = deps.holding.take()
  if (!leave) return giveLater(waiter)
  const stopListening = attempt.onHangUp(() => giveLater(waiter))
  waiter.letGo = () => {
    stopListening()
    leave()
  }
  at(waiter, deps.limits.holdMs, giveLater)
}

const giveLater = <T>(waiter: Waiter<T>): void => give(waiter, waiter.deps.later(waiter.entry))

/** So long after the delivery came. */
function at<T>(waiter: Waiter<T>, ms: number, act: (waiter: Waiter<T>) => void): void {
  clearTimeout(waiter.timer)
  waiter.timer = setTimeout(act, Math.max(0, waiter.arrivedAt + ms - performance.now()), waiter)
}
