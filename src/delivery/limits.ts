/** The clock of a message in milliseconds (protocol 6.1 and 6.2), and what is too much. */
export type Limits = {
  /** When WeChat is about to hang up. */
  readonly deadlineMs: number
  /** Work that takes longer is told to the other nodes. */
  readonly slowMs: number
  /** What a handler that asks no database needs, while MySQL is in trouble. */
  readonly graceMs: number
  /** WeChat has surely hung up. */
  readonly holdMs: number
  /** Work is cut off: three deliveries have come and gone, and whoever holds a ticket has waited long enough. */
  readonly runMs: number
  /** From this delivery on the fan gets something at once. */
  readonly lastAttempt: number
  /** How long a message is remembered after it was answered. */
  readonly keepMs: number
  /** Messages that are worked on at a time. */
  readonly mostInHand: number
}

export const LIMITS: Limits = {
  deadlineMs: 4_500,
  slowMs: 1_500,
  graceMs: 300,
  holdMs: 6_000,
  runMs: 30_000,
  lastAttempt: 3,
  keepMs: 30_000,
  mostInHand: 4_000,
}
