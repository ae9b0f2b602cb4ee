/** Whether more is to be done than can be done in time: then what comes anew is turned away at once, which costs little. */
export type Load = {
  /** Asked once for each message before its work begins. */
  isTooMuch(): boolean
  stop(): void
}

type Deps = {
  readonly inHand: () => number
  readonly mostInHand: number
  /** Whether requests have waited too long before we see them; asked once for each message. */
  readonly isBehind: () => boolean
  /** Told every second of those turned away since, if there were any. */
  readonly onTooMuch: (messages: number) => void
}

const TELL_EVERY_MS = 1_000

export function createLoad({ inHand, mostInHand, isBehind, onTooMuch }: Deps): Load {
  let turnedAway = 0
  const tell = () => {
    if (turnedAway > 0) onTooMuch(turnedAway)
    turnedAway = 0
  }
  const timer = setInterval(tell, TELL_EVERY_MS).unref()
  return {
    isTooMuch() {
      if (!isBehind() && inHand() <= mostInHand) return false
      turnedAway++
      return true
    },
    stop() {
      clearInterval(timer)
      tell()
    },
  }
}
