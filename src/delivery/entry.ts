import type { RunControl } from './run.ts'

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
}

/** A delivery that waits for the result. */
export type Waiter<T> = {
  give(value: T): void
  /** The work takes long. */
  slow(): void
  /** MySQL is in trouble, or we are about to stop. */
  worry(): void
}
