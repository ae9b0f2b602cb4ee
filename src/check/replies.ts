/** Asks every example of a rulebook, with the rows that its rule gives, and takes everything back after each. */
import { createAnswer } from '../answer/answer.ts'
import { busy } from '../answer/apology.ts'
import type { Answered } from '../answer/answered.ts'
import { createFanOf } from '../answer/fan.ts'
import type { Transaction, WriteDb } from '../db/connect.ts'
import { createLookups } from '../db/lookup.ts'
import { createPages } from '../db/pages.ts'
import { createPending } from '../db/pending.ts'
import { rolledBack } from '../db/rehearsal.ts'
import { createWorks } from '../db/works.ts'
import { runAlone } from '../delivery/run.ts'
import { messageOf, wrappedIn } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Named } from '../rule/order.ts'
import type { Rulebook } from '../rulebook/load.ts'
import { lineInStack, problemAt, type Problem } from '../rulebook/problem.ts'
import { sayingOf, textOfExample, type Example } from '../rulebook/rehearse.ts'
import { readableReply } from '../wechat/readable-reply.ts'
import { exampleMessages } from './example-messages.ts'

export type OneExample = { readonly named: Named; readonly example: Example }

export type ReplyDeps = {
  readonly rulebook: Rulebook
  /** With the schema and no rows. */
  readonly write: WriteDb
  readonly log: Log
  readonly deadlineMs?: number
}

export const examplesOf = ({ rules }: Rulebook): OneExample[] =>
  rules.flatMap((named) => named.rule.examples.map((example) => ({ named, example })))

/** What each example that does not get its reply got instead. */
export async function checkReplies(deps: ReplyDeps): Promise<Problem[]> {
  const problems: Problem[] = []
  for (const one of examplesOf(deps.rulebook)) problems.push(...(await checkReply(one, deps)))
  return problems
}

const fanOf = createFanOf('')

const DEADLINE_MS = 4_500

/** A shared rule is asked under a name that no account can have, so that no account's own rule takes its place. */
const NOBODY = ''

/** At most one problem. */
export async function checkReply({ named, example }: OneExample, deps: ReplyDeps): Promise<Problem[]> {
  const { file } = named
  const answered = await rolledBack(
    (work) => deps.write.transaction(work),
    (tx) => lastAnswer({ named, example }, tx, deps),
  ).catch((error: unknown) => ({ error }))
  const difference = answered && differenceOf(example, answered)
  if (!difference) return []
  const line = 'error' in answered ? lineInStack(answered.error, file) : undefined
  const message = `示例${sayingOf(example)}${difference}`
  return [
    line === undefined ? problemAt(file, textOfExample(example), message, 'say') : { file, line, message },
  ]
}

async function lastAnswer(
  { named: { rule, account = NOBODY }, example }: OneExample,
  tx: Transaction,
  { rulebook, log, deadlineMs = DEADLINE_MS }: ReplyDeps,
): Promise<Answered | undefined> {
  for (const [table, row] of rule.given) await tx.insert(table).values(row)
  const answer = createAnswer({ rulebook: () => rulebook, database: within(tx), fanOf, log })
  let last: Answered | undefined
  for (const message of exampleMessages(rule, example))
    last = await runAlone(deadlineMs, busy, (run) => answer(message, account, run))
  return last
}

/** All that an answer may touch, inside one transaction. */
const within = (tx: Transaction) => ({
  readFor: () => tx,
  ...createLookups(tx),
  transact: <T>(work: (inner: Transaction) => Promise<T>) => tx.transaction(work),
  pending: createPending(tx),
  pages: createPages(tx),
  works: createWorks(tx),
})

function differenceOf(
  example: Example,
  answered: Answered | { readonly error: unknown },
): string | undefined {
  const outcome = 'outcome' in answered ? answered.outcome : 'failed'
  const wanted = 'outcome' in example ? example.outcome : undefined
  if (outcome === wanted) return undefined
  if (answered.error !== undefined) return `出错：${reasonOf(answered.error)}`
  if (outcome === 'late') return '没有在时限内回答；是不是少了 await，或者在等一个不会来的结果？'
  if (wanted !== undefined) return `应为 ${wanted}，结果是 ${outcome}`
  return 'reply' in example && 'reply' in answered ? textDifference(example.reply, answered) : undefined
}

function textDifference(wanted: string | RegExp, { reply }: Answered): string | undefined {
  const text = reply ? readableReply(reply) : ''
  const isRight = typeof wanted === 'string' ? text === wanted : text.search(wanted) >= 0
  return isRight
    ? undefined
    : `应答\n${indented(`${wanted}`)}\n结果是\n${indented(text || '（什么也没有回）')}`
}

const indented = (text: string): string => text.replace(/^/gm, '  ')

function reasonOf(error: unknown): string {
  const reason = messageOf(wrappedIn(error))
  const isSchemaOld = /Unknown column|doesn't exist/.test(reason)
  return isSchemaOld ? `${reason}（改过 drizzle/schema.ts 后要运行 npm run migration）` : reason
}
