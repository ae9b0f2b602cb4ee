import type { Job } from './job.ts'
import type { RunControl } from './run.ts'
import type { Waiter } from './wait.ts'

/** One message, from its first delivery until it is forgotten. */
export type Entry<T> = {
  readonly run: RunControl
  readonly startedAt: number
  /** Deliveries that came here, and those that other nodes have told of. */
  here: number
  elsewhere: number
  readonly waiting: Set<Waiter<T>>
  isSlow: boolean
  /** Whether another node does the work. */
  isWatching: boolean
  /** Whether other nodes can see the work. */
  isShared: boolean
  /** Whether a delivery that was open has got something. */
  isTold: boolean
  done: { readonly value: T } | undefined
  timer: NodeJS.Timeout | undefined
  /** Until its end was told. */
  job: Job<T> | undefined
}
