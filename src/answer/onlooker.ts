import type { Asking } from '../db/connect.ts'
import type { Decision } from '../rule/hearing.ts'
import type { Answered } from './answered.ts'

/** Somebody who sent a message to see how it is answered: the console's chat. Such a message counts in no figure. */
export type Onlooker = {
  /** What the handlers ask through. */
  readonly asking: Asking
  /** Told of each decision that was run, in order, and what came of it. */
  readonly onDecision: (decision: Decision, answered: Answered) => void
}

/** By the key of the delivery; undefined for all messages of real fans. */
export type OnlookerOf = (key: string) => Onlooker | undefined

export const nobodyLooksOn: OnlookerOf = () => undefined
