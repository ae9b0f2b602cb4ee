/** How many slow runs a rule may have: one that hangs must not fill the house. */
import type { Run } from '../delivery/run.ts'

export type Crowd = {
  /** Counts the run among the slow ones of its rule once it is; undefined when the rule has too many. */
  enter(rule: string, run: Run): (() => void) | undefined
}

const SLOW_LIMIT = 20

export function createCrowd(): Crowd {
  const slow = new Map<string, number>()
  const add = (rule: string, more: number) => slow.set(rule, (slow.get(rule) ?? 0) + more)
  return {
    enter(rule, run) {
      if ((slow.get(rule) ?? 0) >= SLOW_LIMIT) return undefined
      let isCounted = false
      run.whenSlow = () => {
        isCounted = true
        add(rule, 1)
      }
      return () => {
        run.whenSlow = undefined
        if (isCounted) add(rule, -1)
      }
    },
  }
}
