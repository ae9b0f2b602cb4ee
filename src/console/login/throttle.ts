const LIMIT = 5
const WINDOW_MS = 60_000

/** Bounds how fast anybody can guess: so many wrong answers in a minute, then the door stays shut. */
export function createThrottle(now: () => number) {
  let tries: { readonly at: number }[] = []
  return {
    /** Undefined while the door is shut. A try counts at once, also while it is looked at, until it is called right. */
    begin(): { right(): void } | undefined {
      const one = { at: now() }
      tries = tries.filter(({ at }) => one.at - at < WINDOW_MS)
      if (tries.length >= LIMIT) return undefined
      tries.push(one)
      return { right: () => void (tries = tries.filter((other) => other !== one)) }
    },
  }
}
