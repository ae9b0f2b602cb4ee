import type { OutcomeKind } from '../rule/outcome.ts'
import type { Reply } from '../wechat/reply.ts'

export type Answered = {
  readonly outcome: OutcomeKind
  /** Undefined: nothing is sent. */
  readonly reply: Reply | undefined
  /** The id of the rule that decided. */
  readonly rule?: string | undefined
  /** The number that the apology shows, and what it stands for: for the log and for whoever tests a rule. */
  readonly number?: string
  readonly error?: unknown
}

export const nothing: Answered = { outcome: 'silent', reply: undefined }
