import type { Job } from './job.ts'
import type { RunControl } from './run.ts'
import type { Waiter } from './wait.ts'

/** What is remembered of a message after its work has ended, by the thousand. */
export type Known<T> = {
  readonly key: string
  /** Deliveries that came here, and those that other nodes have told of. */
  here: number
  elsewhere: number
  /** Whether other nodes can see the work. */
  isShared: boolean
  done: { readonly value: T } | undefined
  /** Until its end was told to a delivery that was open. */
  untold: Job<T> | undefined
}

/** There is an answer, for every delivery that still comes. */
export type Ended<T> = Known<T> & { readonly done: { readonly value: T } }

/** One message while it is worked on. */
export type Entry<T> = {
  readonly known: Known<T>
  readonly run: RunControl
  /** Deliveries that wait for the result. */
  waiting: readonly Waiter<T>[]
  isSlow: boolean
  /** Whether another node does the work. */
  isWatching: boolean
  timer: NodeJS.Timeout | undefined
}
