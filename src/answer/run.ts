/** What becomes of a decision: its handler runs, or the engine speaks. */
import type { Transaction } from '../db/connect.ts'
import { createLookups } from '../db/lookup.ts'
import type { Log } from '../log.ts'
import { speechOf, type Decision, type Matched } from '../rule/hearing.ts'
import type { Named } from '../rule/order.ts'
import { textReply, type Outcome } from '../rule/outcome.ts'
import type { CommandRule } from '../rule/rule.ts'
import type { AccountRules } from '../rulebook/load.ts'
import type { Message } from '../wechat/message.ts'
import { replyProblem } from '../wechat/reply.ts'
import type { AnswerDeps } from './answer.ts'
import type { Answered } from './answered.ts'
import { failed } from './apology.ts'

/** One message with all that answers it. */
export type Scene = AccountRules & {
  readonly database: AnswerDeps['database']
  readonly log: Log
  readonly account: string
  readonly message: Message
  readonly fan: string
  /** What the fan said, or what it was routed as; empty for what says nothing. */
  readonly text: string
  /** Whether the fan has been told to come back later. */
  readonly isLate: () => boolean
}

/** `unconfirmed` is what the fan reads when 确认 has been taken already, by a second tap or on another node. */
export async function runDecision(
  decision: Decision,
  scene: Scene,
  unconfirmed?: Answered,
): Promise<Answered> {
  try {
    return await run(decision, scene, unconfirmed)
  } catch (error) {
    return failed({ rule: decision.named.id, account: scene.account }, error, scene.log)
  }
}

async function run(decision: Decision, scene: Scene, unconfirmed?: Answered): Promise<Answered> {
  const { id } = decision.named
  switch (decision.kind) {
    case 'matched':
      return runHandler(decision, scene, unconfirmed)
    case 'asked':
      await scene.database.pending.put(scene.fan, decision.question.waiting)
      return spoken(decision)
    case 'invalid':
    case 'suggestion':
      return spoken(decision)
    case 'unmatched': {
      const answered = answeredBy(id, await decision.named.rule.reply(scene.text, readingOf(id, scene)))
      return answered.outcome === 'answer' ? { ...answered, outcome: 'unmatched' } : answered
    }
  }
}

async function runHandler({ named, params }: Matched, scene: Scene, unconfirmed?: Answered) {
  const { id, rule } = named
  switch (rule.kind) {
    case 'query':
      return answeredBy(id, await rule.reply(params, readingOf(id, scene)))
    case 'command':
      return runCommand({ ...named, rule }, params, scene, unconfirmed)
    case 'on': {
      // The router gives an `on` rule messages of its own kind alone, which its type has promised to the handler.
      const outcome = await rule.reply?.(scene.message as never, { ...readingOf(id, scene), params })
      return answeredBy(id, outcome ?? { kind: 'pass' })
    }
  }
}

/** Ends a transaction without its effects, with something to say all the same. */
class TakenBack extends Error {
  override readonly name = 'TakenBack'
  readonly answered: Answered

  constructor(answered: Answered) {
    super('the command is taken back')
    this.answered = answered
  }
}

/** What a command writes and its reply stand or fall together. */
async function runCommand(
  { id, rule }: Named<CommandRule>,
  params: Matched['params'],
  scene: Scene,
  unconfirmed?: Answered,
): Promise<Answered> {
  const { account, message, text, topics, database } = scene
  const work = async (tx: Transaction): Promise<Answered> => {
    if (unconfirmed && !(await database.pending.take(scene.fan, tx))) return unconfirmed
    const context = { tx, ...createLookups(tx), account, message, text, topics }
    const answered = answeredBy(id, await rule.reply(params, context))
    if (answered.outcome === 'pass') throw new TakenBack(answered)
    if (scene.isLate()) throw new TakenBack({ outcome: 'late', rule: id, reply: undefined })
    return answered
  }
  return database.transact(work).catch((error: unknown) => {
    if (error instanceof TakenBack) return error.answered
    throw error
  })
}

/** What a fan can wait for; to be the signal of the run. */
const READ_LIMIT_MS = 4_500

function readingOf(
  rule: string,
  { account, message, text, topics, database: { readFor, lookup, lookupAll } }: Scene,
) {
  const db = readFor({ rule, signal: AbortSignal.timeout(READ_LIMIT_MS) })
  return { db, lookup, lookupAll, account, message, text, topics }
}

/** What the engine says by itself; the kinds of these decisions are the names of their outcomes. */
function spoken(decision: Exclude<Decision, { kind: 'matched' | 'unmatched' }>): Answered {
  const reply = textReply(speechOf(decision) ?? '')
  return sendable({ outcome: decision.kind, rule: decision.named.id, reply })
}

/** Throws also for a handler that returned no outcome. */
function answeredBy(rule: string, outcome: Outcome): Answered {
  const reply = 'reply' in outcome ? outcome.reply : undefined
  return sendable({ outcome: outcome.kind, rule, reply })
}

/** Throws for a reply that WeChat would refuse. */
function sendable(answered: Answered): Answered {
  const problem = answered.reply && replyProblem(answered.reply)
  if (problem) throw new TypeError(`WeChat would refuse the reply: ${problem}`)
  return answered
}
