/** A message has its id before it can be read, at most for as long as one write of the log may take. */
export const SETTLE_MS = 15_000

/** Told the newest id now and then, returns the newest before which none can still be missing; 0 when there is none. */
export function createSettled(now: () => number): (newest: number) => number {
  const seen: { readonly id: number; readonly at: number }[] = []
  return (newest) => {
    seen.push({ id: newest, at: now() })
    const limit = now() - SETTLE_MS
    while (seen[1] && seen[1].at <= limit) seen.shift()
    return seen[0] && seen[0].at <= limit ? seen[0].id : 0
  }
}
