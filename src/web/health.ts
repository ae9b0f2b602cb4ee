import type { Handler } from 'hono'
import { withDeadline } from '../delivery/deadline.ts'

export type HealthDeps = {
  /** Rejects when MySQL does not answer. */
  readonly ping: () => Promise<void>
}

const PING_LIMIT_MS = 2_000

/** 200 while MySQL answers; the rules are loaded before anything listens. */
export function health({ ping }: HealthDeps): Handler {
  return async (c) => {
    const answers = ping().then(
      () => true,
      () => false,
    )
    return (await withDeadline(PING_LIMIT_MS, false, answers))
      ? c.text('ok')
      : c.text('MySQL does not answer', 503)
  }
}
