/** What one delivery does until there is something to say: wait, hold, or take what there is (protocol 6.2 and 6.7). */
import type { Attempt } from './attempt.ts'
import type { Entry, Waiter } from './entry.ts'
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
  readonly troubled: () => T
}

export function waitFor<T>(entry: Entry<T>, attempt: Numbered, deps: WaitDeps<T>): Promise<T> {
  const { holding, limits, isCalm, later, troubled } = deps
  const arrivedAt = performance.now()
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined
    let letGo = () => {}
    const at = (ms: number, act: () => void) => {
      clearTimeout(timer)
      timer = setTimeout(act, Math.max(0, arrivedAt + ms - performance.now()))
    }

    const waiter: Waiter<T> = {
      give(value) {
        clearTimeout(timer)
        letGo()
        entry.waiting.delete(waiter)
        resolve(value)
      },
      slow() {
        if (attempt.number() >= limits.lastAttempt) waiter.give(later(entry))
        else at(limits.deadlineMs, hold)
      },
      worry() {
        at(limits.graceMs, () => {
          if (!isCalm()) waiter.give(troubled())
          else if (entry.isSlow) waiter.slow()
        })
      },
    }

    /** Left unanswered until WeChat hangs up, so that it asks again. */
    function hold(): void {
      letGo() // of an earlier time, when less was known
      const leave = holding.take()
      if (!leave) return waiter.give(later(entry))
      const stopListening = attempt.onHangUp(() => waiter.give(later(entry)))
      letGo = () => {
        stopListening()
        leave()
      }
      at(limits.holdMs, () => waiter.give(later(entry)))
    }

    entry.waiting.add(waiter)
    if (!isCalm()) waiter.worry()
    else if (entry.isSlow) waiter.slow()
  })
}
