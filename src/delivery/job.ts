import type { Attempt } from './attempt.ts'
import type { Run } from './run.ts'
import type { About } from './shared.ts'

/** One delivery of a message. */
export type Job<T> = About & {
  /** Since the fan sent it, by our clock. */
  readonly ageMs: number
  readonly attempt: Attempt
  /** Never rejects. */
  start(run: Run): Promise<T>
  /** Called once a message: the delivery (counted from 1) whose sender was still there got this; 0 when none was. */
  told(value: T, attempt: number): void
}
