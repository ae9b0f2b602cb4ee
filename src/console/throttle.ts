const LIMIT = 5
const WINDOW_MS = 60_000

/** Bounds how fast anybody can guess: so many wrong answers in a minute, then the door stays shut. */
export function createThrottle(now: () => number) {
  let wrong: number[] = []
  const recent = () => (wrong = wrong.filter((at) => now() - at < WINDOW_MS))
  return {
    isClosed: () => recent().length >= LIMIT,
    count: () => void wrong.push(now()),
  }
}
