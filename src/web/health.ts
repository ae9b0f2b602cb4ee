import type { Handler } from 'hono'
import { withDeadline } from '../delivery/deadline.ts'

export type HealthDeps = {
  /** Rejects when MySQL does not answer. */
  readonly ping: () => Promise<void>
}

const PING_LIMIT_MS = 2_000

/** 200 while MySQL answers; the rules are loaded before anything listens. However many ask at once, MySQL is asked once. */
export function health({ ping }: HealthDeps): Handler {
  let asked: Promise<boolean> | undefined
  const ask = (): Promise<boolean> => {
    const answers = ping().then(
      () => true,
      () => false,
    )
    return withDeadline(PING_LIMIT_MS, false, answers).finally(() => (asked = undefined))
  }
  return async (c) => {
    asked ??= ask()
    return (await asked) ? c.text('ok') : c.text('MySQL does not answer', 503)
  }
}
