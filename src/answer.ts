/** One message to one reply: the application in one function. */
import { randomInt } from 'node:crypto'
import type { Database } from './db/connect.ts'
import { isDatabaseAway } from './db/health.ts'
import { withDeadline } from './delivery/deadline.ts'
import { messageOf } from './errors.ts'
import type { Log } from './log.ts'
import type { OnContext } from './rule/context.ts'
import { kindOf, spokenText } from './rule/kinds.ts'
import { hear } from './rule/normalize.ts'
import { textReply, type Outcome, type OutcomeKind } from './rule/outcome.ts'
import type { Decision, Router } from './rule/router.ts'
import type { Rulebook } from './rulebook/load.ts'
import type { Message } from './wechat/message.ts'
import { replyProblem, type Reply } from './wechat/reply.ts'

export type Answered = {
  readonly outcome: OutcomeKind
  /** Undefined: nothing is sent. */
  readonly reply: Reply | undefined
  /** The id of the rule that decided. */
  readonly rule?: string | undefined
  /** The number that the apology shows. */
  readonly number?: string
}
export type Answer = (message: Message, account: string) => Promise<Answered>

export type AnswerDeps = {
  readonly rulebook: () => Rulebook
  readonly database: Pick<Database, 'db' | 'lookup' | 'lookupAll'>
  readonly log: Log
  /** How long a fan may wait; WeChat hangs up after 5,000. */
  readonly deadlineMs?: number
}

export const BUSY = '系统繁忙，请稍后再试'
const DEADLINE_MS = 4_500
const late: Answered = { outcome: 'late', reply: textReply(BUSY) }
const nothing: Answered = { outcome: 'silent', reply: undefined }

export function createAnswer({ rulebook, database, log, deadlineMs = DEADLINE_MS }: AnswerDeps): Answer {
  return async function answer(message, account) {
    const start = performance.now()
    const { router, topics } = rulebook().of(account)
    const context: OnContext = { ...database, account, message, topics, params: {} }
    const answered = await withDeadline(deadlineMs, late, decideAll(decide(router, message), context, log))
    const { outcome, rule, number } = answered
    log.info(
      { account, kind: kindOf(message), rule, outcome, number, ms: Math.round(performance.now() - start) },
      'message',
    )
    return answered
  }
}

function decide(router: Router, message: Message): Iterable<Decision> {
  if (message.MsgType === 'text') return router.decideText(hear(message.Content))
  return router.decideMessage(kindOf(message), message)
}

/** The first decision stands, unless its handler passes. */
async function decideAll(decisions: Iterable<Decision>, context: OnContext, log: Log): Promise<Answered> {
  for (const decision of decisions) {
    const answered = await decideOne(decision, context, log)
    if (answered.outcome !== 'pass') return answered
  }
  return nothing
}

async function decideOne(decision: Decision, context: OnContext, log: Log): Promise<Answered> {
  const { id, rule } = decision.named
  switch (decision.kind) {
    case 'matched':
      return runHandler(id, () => callHandler(decision, context), log)
    case 'invalid':
      return {
        outcome: 'invalid',
        rule: id,
        reply: textReply(`${decision.message}，例如：${firstSaying(rule.examples)}`),
      }
    case 'suggestion':
      return { outcome: 'suggestion', rule: id, reply: textReply(decision.text) }
    case 'unmatched': {
      const answered = await runHandler(
        id,
        () => decision.named.rule.reply(textOf(context.message), context),
        log,
      )
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

async function runHandler(rule: string, run: () => Outcome | Promise<Outcome>, log: Log): Promise<Answered> {
  try {
    const outcome = await run()
    const reply = 'reply' in outcome ? outcome.reply : undefined
    const problem = reply && replyProblem(reply)
    if (problem) throw new TypeError(`WeChat would refuse the reply of ${rule}: ${problem}`)
    return { outcome: outcome.kind, rule, reply }
  } catch (error) {
    return failed(rule, error, log)
  }
}

function failed(rule: string, error: unknown, log: Log): Answered {
  const cause = error instanceof Error && error.cause ? messageOf(error.cause) : undefined
  if (isDatabaseAway(error)) {
    log.error({ rule, cause: cause ?? messageOf(error) }, 'database away')
    return { outcome: 'failed', rule, reply: textReply(BUSY) }
  }
  const number = String(randomInt(1000, 10000))
  log.error({ rule, number, err: error, cause }, 'rule failed')
  return {
    outcome: 'failed',
    rule,
    number,
    reply: textReply(`抱歉，出了点问题，请稍后再试（编号 ${number}）`),
  }
}

const textOf = (message: Message): string =>
  message.MsgType === 'text' ? message.Content : spokenText(message)

function firstSaying(examples: readonly object[]): string {
  const example = examples.find((one): one is { say: string } => 'say' in one)
  return example?.say ?? ''
}
