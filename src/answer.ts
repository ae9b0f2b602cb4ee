/** One message to one reply: the application in one function. */
import { randomInt } from 'node:crypto'
import type { Database } from './db/connect.ts'
import { isDatabaseAway } from './db/health.ts'
import { withDeadline } from './delivery/deadline.ts'
import { messageOf } from './errors.ts'
import type { Log } from './log.ts'
import type { QueryContext } from './rule/context.ts'
import { hear } from './rule/normalize.ts'
import { textReply, type Outcome, type OutcomeKind } from './rule/outcome.ts'
import type { Decision } from './rule/router.ts'
import type { Rulebook } from './rulebook/load.ts'
import type { TextMessage } from './wechat/message.ts'
import type { Reply } from './wechat/reply.ts'

export type Answered = {
  readonly outcome: OutcomeKind
  /** Undefined: nothing is sent. */
  readonly reply: Reply | undefined
  /** The id of the rule that decided. */
  readonly rule?: string | undefined
  /** The number that the apology shows. */
  readonly number?: string
}
export type Answer = (message: TextMessage, account: string) => Promise<Answered>

export type AnswerDeps = {
  readonly rulebook: () => Rulebook
  readonly database: Pick<Database, 'db' | 'lookup' | 'lookupAll'>
  readonly log: Log
  /** How long a fan may wait; WeChat hangs up after 5,000. */
  readonly deadlineMs?: number
}

export const BUSY = '系统繁忙，请稍后再试'
export const WORDLESS = '请发送文字，例如「帮助」。'
const DEADLINE_MS = 4_500

export function createAnswer({ rulebook, database, log, deadlineMs = DEADLINE_MS }: AnswerDeps): Answer {
  return async function answer(message, account) {
    const start = performance.now()
    const { router, topics } = rulebook()
    const context = { ...database, account, message, topics }
    const answered = await withDeadline(
      deadlineMs,
      late,
      decideAll(router.decide(hear(message.Content)), context, log),
    )
    const { outcome, rule, number } = answered
    log.info({ account, rule, outcome, number, ms: Math.round(performance.now() - start) }, 'message')
    return answered
  }
}

const late: Answered = { outcome: 'late', reply: textReply(BUSY) }

/** The first decision stands, unless its handler passes. */
async function decideAll(decisions: Iterable<Decision>, context: QueryContext, log: Log): Promise<Answered> {
  for (const decision of decisions) {
    const answered = await decideOne(decision, context, log)
    if (answered.outcome !== 'pass') return answered
  }
  return { outcome: 'unmatched', reply: undefined }
}

async function decideOne(decision: Decision, context: QueryContext, log: Log): Promise<Answered> {
  switch (decision.kind) {
    case 'matched': {
      const { id, rule } = decision.route.named
      return runHandler(id, () => rule.reply(decision.params, context), log)
    }
    case 'invalid': {
      const { id, rule } = decision.route.named
      return {
        outcome: 'invalid',
        rule: id,
        reply: textReply(`${decision.message}，例如：${rule.examples[0]?.say}`),
      }
    }
    case 'suggestion':
      return { outcome: 'suggestion', rule: decision.route.named.id, reply: textReply(decision.text) }
    case 'wordless':
      return { outcome: 'wordless', reply: textReply(WORDLESS) }
    case 'unmatched': {
      if (!decision.named) return { outcome: 'unmatched', reply: undefined }
      const { id, rule } = decision.named
      const answered = await runHandler(id, () => rule.reply(context.message.Content, context), log)
      return answered.outcome === 'answer' ? { ...answered, outcome: 'unmatched' } : answered
    }
  }
}

async function runHandler(rule: string, run: () => Outcome | Promise<Outcome>, log: Log): Promise<Answered> {
  try {
    const outcome = await run()
    return { outcome: outcome.kind, rule, reply: 'reply' in outcome ? outcome.reply : undefined }
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
