/** How many deliveries may be left unanswered on purpose: WeChat counts each of them against us (protocol 6.7). */
export type Holding = {
  /** One more message has come. */
  count(): void
  /** A place, given back by calling it; undefined past the bounds. */
  take(): (() => void) | undefined
  held(): Held
}

/** `refused`: how many asked for a place past the bounds. */
export type Held = { readonly now: number; readonly total: number; readonly refused: number }

const MINUTE_MS = 60_000
const AT_ONCE = 100
/** Above so many messages a minute only a share of them may be held. */
const FREE_A_MINUTE = 200
const SHARE = 0.05

/** `now` is in milliseconds. */
export function createHolding(now: () => number): Holding {
  const messages = createRate(now)
  const holds = createRate(now)
  let [held, total, refused] = [0, 0, 0]
  return {
    count: () => messages.add(),
    take() {
      const limit = messages.aMinute() > FREE_A_MINUTE ? SHARE * messages.aMinute() : Infinity
      if (held >= AT_ONCE || holds.aMinute() + 1 > limit) {
        refused++
        return undefined
      }
      held++
      total++
      holds.add()
      let isHeld = true
      return () => {
        if (isHeld) held--
        isHeld = false
      }
    },
    held: () => ({ now: held, total, refused }),
  }
}

/** Counts of this minute and the one before; what lies between is taken as spread evenly. */
function createRate(now: () => number) {
  let [start, before, current] = [now(), 0, 0]
  const move = () => {
    const minutes = Math.floor((now() - start) / MINUTE_MS)
    if (minutes === 0) return
    before = minutes === 1 ? current : 0
    current = 0
    start += minutes * MINUTE_MS
  }
  return {
    add() {
      move()
      current++
    },
    aMinute() {
      move()
      return current + before * (1 - (now() - start) / MINUTE_MS)
    },
  }
}
