import type { Reply } from '../wechat/reply.ts'

/** What a handler may return; each made by the function of its name. */
export type Outcome =
  | { readonly kind: 'answer'; readonly reply: Reply }
  | { readonly kind: 'missing'; readonly reply: Reply }
  | { readonly kind: 'silent' }
  | { readonly kind: 'pass' }

/** What may become of a message, as counted in statistics and named in examples. */
export const OUTCOMES = [
  'answer',
  'missing',
  'silent',
  'pass',
  'asked',
  'invalid',
  'suggestion',
  'unmatched',
  'late',
  'failed',
  'limited',
] as const
export type OutcomeKind = (typeof OUTCOMES)[number]

/** Whether a handler has returned what it must, which JavaScript does not see to. */
export const isOutcome = (value: unknown): value is Outcome =>
  typeof value === 'object' && value !== null && 'kind' in value && HANDLERS.has(value.kind)
const HANDLERS: ReadonlySet<unknown> = new Set<Outcome['kind']>(['answer', 'missing', 'silent', 'pass'])

/** The answer. */
export const answer = (reply: string | Reply): Outcome => ({ kind: 'answer', reply: replyOf(reply) })
/** The question was understood, but there is nothing of that name. */
export const missing = (reply: string | Reply): Outcome => ({ kind: 'missing', reply: replyOf(reply) })
/** Nothing is sent. */
export const silent = (): Outcome => ({ kind: 'silent' })
/** The next rule in the pipeline may have it. */
export const pass = (): Outcome => ({ kind: 'pass' })

/** Space around a reply is no part of it (protocol 9.3). */
export const textReply = (Content: string): Reply => ({ MsgType: 'text', Content: Content.trim() })

function replyOf(reply: string | Reply): Reply {
  return typeof reply === 'string' ? textReply(reply) : reply
}
