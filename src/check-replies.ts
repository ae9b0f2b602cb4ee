/** Asks every example of a rulebook, with the rows that its rule gives, and takes everything back after each. */
import { createAnswer, type Answered } from './answer.ts'
import type { WriteDb } from './db/connect.ts'
import { createLookups } from './db/lookup.ts'
import { messageOf, wrappedIn } from './errors.ts'
import type { Log } from './log.ts'
import type { Named } from './rule/order.ts'
import type { Rule } from './rule/rule.ts'
import type { Problem, Rulebook } from './rulebook/load.ts'
import { sayingOf } from './rulebook/prove-whole.ts'
import { messageFrom, type Message } from './wechat/message.ts'
import { readableReply } from './wechat/readable-reply.ts'
import type { Fields } from './wechat/xml.ts'

type Example = Rule['examples'][number]

/** What each example that does not get its reply got instead. The database needs the schema and no rows. */
export async function checkReplies(rulebook: Rulebook, write: WriteDb, log: Log): Promise<Problem[]> {
  const problems: Problem[] = []
  for (const named of rulebook.rules) {
    for (const example of named.rule.examples) {
      const message = await checkReply(rulebook, named, example, write, log)
      if (message) problems.push({ file: named.file, message: `示例${sayingOf(example)}${message}` })
    }
  }
  return problems
}

/** A shared rule is asked under a name that no account can have, so that no account's own rule takes its place. */
const NOBODY = ''

async function checkReply(
  rulebook: Rulebook,
  { rule, account = NOBODY }: Named,
  example: Example,
  write: WriteDb,
  log: Log,
) {
  const answered = await rolledBack(write, async (transaction) => {
    for (const [table, row] of rule.given) await transaction.insert(table).values(row)
    const database = { db: transaction, ...createLookups(transaction) }
    const answer = createAnswer({ rulebook: () => rulebook, database, log })
    return answer(exampleMessage(rule, example), account)
  }).catch((error: unknown) => reasonOf(error))
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

/** The message that an example speaks of, as the platform would send it. */
function exampleMessage(rule: Rule, example: Example): Message {
  const common = { ToUserName: 'gh_check', FromUserName: 'check', CreateTime: '1767225600' }
  if ('say' in example) return messageFrom({ ...common, MsgType: 'text', Content: example.say, MsgId: '1' })
  const kind = (rule.kind === 'on' ? rule.on[0] : undefined) ?? 'unknown'
  const type = MESSAGE_TYPES.has(kind)
    ? { MsgType: kind }
    : { MsgType: 'event', Event: EVENT_NAMES[kind] ?? kind }
  return messageFrom({ ...common, ...type, ...(example.event as Fields) })
}

const MESSAGE_TYPES: ReadonlySet<string> = new Set([
  'image',
  'voice',
  'video',
  'shortvideo',
  'location',
  'link',
  'unknown',
])
const EVENT_NAMES: Readonly<Record<string, string>> = { location_report: 'location' }

function difference(example: Example, { outcome, reply, reason }: Answered): string | undefined {
  if (reason !== undefined && !('outcome' in example && example.outcome === 'failed'))
    return `出错：${reason}`
  if ('outcome' in example)
    return outcome === example.outcome ? undefined : `应为 ${example.outcome}，结果是 ${outcome}`
  const text = reply ? readableReply(reply) : ''
  const right = typeof example.reply === 'string' ? text === example.reply : example.reply.test(text)
  return right ? undefined : `应答\n    ${example.reply}\n  结果是\n    ${text}`
}

function reasonOf(error: unknown): string {
  const reason = messageOf(wrappedIn(error))
  const isSchemaOld = /Unknown column|doesn't exist/.test(reason)
  return isSchemaOld ? `${reason}（改过 drizzle/schema.ts 后要运行 npm run migration）` : reason
}
