/** Asks every example of a rulebook, with the rows that its rule gives, and takes everything back after each. */
import { createAnswer, type Answered } from './answer.ts'
import type { WriteDb } from './db/connect.ts'
import { createLookups } from './db/lookup.ts'
import { messageOf } from './errors.ts'
import type { Log } from './log.ts'
import type { Example } from './rule/define.ts'
import type { Named } from './rule/order.ts'
import type { Problem, Rulebook } from './rulebook/load.ts'

/** What each example that does not get its reply got instead. The database needs the schema and no rows. */
export async function checkReplies(rulebook: Rulebook, write: WriteDb, log: Log): Promise<Problem[]> {
  const problems: Problem[] = []
  for (const named of rulebook.rules) {
    for (const example of named.rule.examples) {
      const message = await checkReply(rulebook, named, example, write, log)
      if (message) problems.push({ file: named.file, message: `示例「${example.say}」${message}` })
    }
  }
  return problems
}

async function checkReply(rulebook: Rulebook, { rule }: Named, example: Example, write: WriteDb, log: Log) {
  const answered = await rolledBack(write, async (transaction) => {
    for (const [table, row] of rule.given) await transaction.insert(table).values(row)
    const database = { db: transaction, ...createLookups(transaction) }
    const answer = createAnswer({ rulebook: () => rulebook, database, log })
    return answer(exampleMessage(example.say), 'main')
  }).catch((error: unknown) => messageOf(error))
  return typeof answered === 'string' ? `出错：${answered}` : difference(example, answered)
}

type Transaction = Parameters<Parameters<WriteDb['transaction']>[0]>[0]

async function rolledBack<T>(write: WriteDb, work: (transaction: Transaction) => Promise<T>): Promise<T> {
  let result: { readonly value: T } | undefined
  await write
    .transaction(async (transaction) => {
      result = { value: await work(transaction) }
      transaction.rollback()
    })
    .catch((error: unknown) => {
      if (!result) throw error
    })
  if (!result) throw new Error('the transaction ended without a result')
  return result.value
}

function exampleMessage(Content: string) {
  return {
    MsgType: 'text' as const,
    ToUserName: 'gh_check',
    FromUserName: 'check',
    CreateTime: 0,
    MsgId: '1',
    Content,
  }
}

function difference(example: Example, { outcome, reply }: Answered): string | undefined {
  if ('outcome' in example)
    return outcome === example.outcome ? undefined : `应为 ${example.outcome}，结果是 ${outcome}`
  const text = reply?.Content ?? ''
  const right = typeof example.reply === 'string' ? text === example.reply : example.reply.test(text)
  return right ? undefined : `应答\n    ${example.reply}\n  结果是\n    ${text}`
}
