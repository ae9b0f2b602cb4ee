/** One message to one reply: the application in one function. */
import { randomInt } from 'node:crypto'
import type { Database } from './db/connect.ts'
import { isDatabaseAway } from './db/health.ts'
import { withDeadline } from './delivery/deadline.ts'
import { messageOf, wrappedIn } from './errors.ts'
import type { Log } from './log.ts'
import type { OnContext } from './rule/context.ts'
import { kindOf, spokenText } from './rule/kinds.ts'
import { hear } from './rule/normalize.ts'
import { textReply, type Outcome, type OutcomeKind } from './rule/outcome.ts'
import type { Decision, Router } from './rule/router.ts'
import { firstSaying } from './rule/rule.ts'
import type { Rulebook } from './rulebook/load.ts'
import type { Message } from './wechat/message.ts'
import { replyProblem, type Reply } from './wechat/reply.ts'

export type Answered = {
  readonly outcome: OutcomeKind
  /** Undefined: nothing is sent. */
  readonly reply: Reply | undefined
  /** The id of the rule that decided. */
  readonly rule?: string | undefined
  /** The number that the apology shows, and what it stands for: for the log and for whoever tests a rule. */
  readonly number?: string
  readonly reason?: string
}
export type Answer = (message: Message, account: string) => Promise<Answered>

export type AnswerDeps = {
  readonly rulebook: () => Rulebook
  readonly database: Pick<Database, 'db' | 'lookup' | 'lookupAll'>
  readonly log: Log
  /** How long a fan may wait; WeChat hangs up after 5,000. */
  readonly deadlineMs?: number
  /** Fires when we are about to stop: whoever still waits is told at once. */
  readonly hurry?: AbortSignal
}

export const BUSY = '系统繁忙，请稍后再试'
const DEADLINE_MS = 4_500
const late: Answered = { outcome: 'late', reply: textReply(BUSY) }
const nothing: Answered = { outcome: 'silent', reply: undefined }

export function createAnswer({
  rulebook,
  database,
  log,
  deadlineMs = DEADLINE_MS,
  hurry,
}: AnswerDeps): Answer {
  return async function answer(message, account) {
    const start = performance.now()
    const { router, topics } = rulebook().of(account)
    const context: OnContext = { ...database, account, message, topics, params: {} }
    const answered = await withDeadline(deadlineMs, late, decideAll(router, context, log), hurry)
    const { outcome, rule, number } = answered
    log.info(
      { account, kind: sortOf(message), rule, outcome, number, ms: Math.round(performance.now() - start) },
      'message',
    )
    return answered
  }
}

const sortOf = (message: Message): string => (message.MsgType === 'event' ? message.Event : message.MsgType)

function decide(router: Router, message: Message): Iterable<Decision> {
  if (message.MsgType === 'text') return router.decideText(hear(message.Content))
  return router.decideMessage(kindOf(message), message)
}

/** The first decision stands, unless its handler passes. Whatever goes wrong is an outcome too. */
async function decideAll(router: Router, context: OnContext, log: Log): Promise<Answered> {
  let rule: string | undefined
  try {
    for (const decision of decide(router, context.message)) {
      rule = decision.named.id
      const answered = await decideOne(decision, context)
      const problem = answered.reply && replyProblem(answered.reply)
      if (problem) throw new TypeError(`WeChat would refuse the reply: ${problem}`)
      if (answered.outcome !== 'pass') return answered
    }
    return nothing
  } catch (error) {
    return failed({ rule, account: context.account }, error, log)
  }
}

async function decideOne(decision: Decision, context: OnContext): Promise<Answered> {
  const { id, rule } = decision.named
  switch (decision.kind) {
    case 'matched':
      return answeredBy(id, await callHandler(decision, context))
    case 'invalid':
      return {
        outcome: 'invalid',
        rule: id,
        reply: textReply(`${decision.message}，例如：${firstSaying(rule)}`),
      }
    case 'suggestion':
      return { outcome: 'suggestion', rule: id, reply: textReply(decision.text) }
    case 'unmatched': {
      const answered = answeredBy(id, await decision.named.rule.reply(textOf(context.message), context))
      return answered.outcome === 'answer' ? { ...answered, outcome: 'unmatched' } : answered
    }
  }
}

/** The router gives an `on` rule messages of its own kind alone, which its type has promised to the handler. */
function callHandler(
  { named: { rule }, params }: Extract<Decision, { kind: 'matched' }>,
  context: OnContext,
) {
  if (rule.kind === 'query') return rule.reply(params, context)
  return rule.reply ? rule.reply(context.message as never, { ...context, params }) : { kind: 'pass' as const }
}

function answeredBy(rule: string, outcome: Outcome): Answered {
  return { outcome: outcome.kind, rule, reply: 'reply' in outcome ? outcome.reply : undefined }
}

type Place = { readonly rule: string | undefined; readonly account: string }

function failed(place: Place, error: unknown, log: Log): Answered {
  const err = wrappedIn(error)
  const reason = messageOf(err)
  if (isDatabaseAway(error)) {
    log.error({ ...place, reason }, 'database away')
    return { outcome: 'failed', rule: place.rule, reason, reply: textReply(BUSY) }
  }
  const number = String(randomInt(1000, 10000))
  log.error({ ...place, number, err }, 'rule failed')
  return {
    outcome: 'failed',
    rule: place.rule,
    number,
    reason,
    reply: textReply(`抱歉，出了点问题，请稍后再试（编号 ${number}）`),
  }
}

const textOf = (message: Message): string =>
  message.MsgType === 'text' ? message.Content : spokenText(message)
