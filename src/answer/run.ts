/** What becomes of a decision: its handler runs, or the engine speaks. */
import type { Transaction } from '../db/connect.ts'
import { createLookups } from '../db/lookup.ts'
import type { Run } from '../delivery/run.ts'
import type { Log } from '../log.ts'
import { speechOf, type Decision, type Matched } from '../rule/hearing.ts'
import type { Named } from '../rule/order.ts'
import { isOutcome, textReply, type Outcome } from '../rule/outcome.ts'
import type { CommandRule } from '../rule/rule.ts'
import type { AccountRules } from '../rulebook/load.ts'
import type { Message } from '../wechat/message.ts'
import type { AnswerDeps } from './answer.ts'
import type { Answered } from './answered.ts'
import { busy, failed } from './apology.ts'
import { commandContext, queryContext } from './context.ts'
import type { Crowd } from './crowd.ts'
import { fitted } from './fit.ts'
import { once, TakenBack } from './once.ts'
import type { Onlooker } from './onlooker.ts'

/** One message with all that answers it. */
export type Scene = AccountRules & {
  readonly database: AnswerDeps['database']
  readonly crowd: Crowd
  readonly log: Log
  readonly account: string
  readonly message: Message
  readonly fan: string
  /** What the fan said, or what it was routed as; empty for what says nothing. */
  readonly text: string
  readonly run: Run
  readonly onlooker: Onlooker | undefined
}

/** `unconfirmed` is what the fan reads when 确认 has been taken already, by a second tap or on another node. */
export async function runDecision(
  decision: Decision,
  scene: Scene,
  unconfirmed?: Answered,
): Promise<Answered> {
  const answered = await attempted(decision, scene, unconfirmed)
  scene.onlooker?.onDecision(decision, answered)
  return answered
}

async function attempted(decision: Decision, scene: Scene, unconfirmed?: Answered): Promise<Answered> {
  const { id } = decision.named
  const leave = scene.crowd.enter(id, scene.run)
  if (!leave) return { ...busy, rule: id }
  try {
    return await run(decision, scene, unconfirmed)
  } catch (error) {
    if (scene.run.signal.aborted) return { ...busy, rule: id }
    return failed({ rule: id, account: scene.account }, error, scene.log)
  } finally {
    leave()
  }
}

function run(decision: Decision, scene: Scene, unconfirmed?: Answered): Answered | Promise<Answered> {
  switch (decision.kind) {
    case 'matched':
      return runHandler(decision, scene, unconfirmed)
    case 'asked':
      return ask(decision, scene)
    case 'invalid':
    case 'suggestion':
      return spoken(decision, scene)
    case 'unmatched':
      return runFallback(decision, scene)
  }
}

async function ask(decision: Extract<Decision, { kind: 'asked' }>, scene: Scene): Promise<Answered> {
  await scene.database.pending.put(scene.fan, decision.question.waiting)
  return spoken(decision, scene)
}

async function runFallback(
  { named: { id, rule } }: Extract<Decision, { kind: 'unmatched' }>,
  scene: Scene,
): Promise<Answered> {
  const answered = await answeredBy(id, await rule.reply(scene.text, queryContext(scene, id)), scene)
  return answered.outcome === 'answer' ? { ...answered, outcome: 'unmatched' } : answered
}

async function runHandler({ named, params }: Matched, scene: Scene, unconfirmed?: Answered) {
  const { id, rule } = named
  switch (rule.kind) {
    case 'query':
      return answeredBy(id, await rule.reply(params, queryContext(scene, id)), scene)
    case 'command':
      return runCommand({ ...named, rule }, params, scene, unconfirmed)
    case 'on': {
      // The router gives an `on` rule messages of its own kind alone, which its type has promised to the handler.
      const context = Object.assign(queryContext(scene, id), { params })
      const outcome = await rule.reply?.(scene.message as never, context)
      return answeredBy(id, outcome ?? { kind: 'pass' }, scene)
    }
  }
}

/** What a command writes and its reply stand or fall together, once for all deliveries of its message. */
function runCommand(
  { id, rule }: Named<CommandRule>,
  params: Matched['params'],
  scene: Scene,
  unconfirmed?: Answered,
): Promise<Answered> {
  const { pending } = scene.database
  return once(scene, id, async (tx: Transaction) => {
    if (unconfirmed && !(await pending.take(scene.fan, scene.run.key, tx))) throw new TakenBack(unconfirmed)
    const outcome = await rule.reply(params, commandContext(scene, tx, createLookups(tx)))
    const answered = await answeredBy(id, outcome, scene, tx)
    if (answered.outcome === 'pass') throw new TakenBack(answered)
    return answered
  })
}

/** What the engine says by itself; the kinds of these decisions are the names of their outcomes. */
function spoken(decision: Exclude<Decision, { kind: 'matched' | 'unmatched' }>, scene: Scene) {
  const reply = textReply(speechOf(decision) ?? '')
  return fitted({ outcome: decision.kind, rule: decision.named.id, reply }, scene)
}

/** Throws also for a handler that returned no outcome. */
function answeredBy(
  rule: string,
  outcome: Outcome,
  scene: Scene,
  tx?: Transaction,
): Answered | Promise<Answered> {
  if (!isOutcome(outcome)) throw new TypeError('处理函数没有返回 answer(…)、missing(…)、silent() 或 pass()')
  const reply = 'reply' in outcome ? outcome.reply : undefined
  return fitted({ outcome: outcome.kind, rule, reply }, scene, tx)
}
