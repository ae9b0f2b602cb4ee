/** One delivery of a message: a request of WeChat's that waits for its response. */
export type Attempt = {
  /** Whether anybody would still read a response. */
  isOpen(): boolean
  /** Acts once when WeChat hangs up; returns how to stop listening. */
  onHangUp(act: () => void): () => void
}

const RETRY_EVERY_MS = 5_000
/** WeChat's retries are over by then (protocol 6.2); an older message means that our clocks differ. */
const LAST_RETRY_MS = 25_000
/** WeChat's clock has whole seconds. */
const TOLERANCE_MS = 1_000

/** Which delivery one of this age is, as far as that can be told: a retry that reaches another node looks like a first one. */
export function attemptByAge(ageMs: number): number {
  if (ageMs < RETRY_EVERY_MS - TOLERANCE_MS || ageMs > LAST_RETRY_MS) return 1
  return 1 + Math.floor((ageMs + TOLERANCE_MS) / RETRY_EVERY_MS)
}
