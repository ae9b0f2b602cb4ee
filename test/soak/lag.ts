/** Whether the machine had time for us. */
import type { Life } from './node.ts'

/** How late our own timers are: on a machine without a free core nobody is in time. */
export function watchLag() {
  let [worst, last] = [0, Date.now()]
  const timer = setInterval(() => {
    worst = Math.max(worst, Date.now() - last - 100)
    last = Date.now()
  }, 100).unref()
  return {
    worst() {
      clearInterval(timer)
      return worst
    },
  }
}

/** Of the worst five seconds, how much a node waited for a core. */
export const starvedPercent = (lives: readonly Life[]): number =>
  Math.round(100 * Math.max(...lives.map((life) => life.starved)))
