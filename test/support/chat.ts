/** Fans who talk to rules given as values, on a real database. */
import type { Answered } from '../../src/answer/answered.ts'
import type { Database } from '../../src/db/connect.ts'
import { answer, fallback } from '../../src/rule/index.ts'
import { createRouter } from '../../src/rule/router.ts'
import type { Rule } from '../../src/rule/rule.ts'
import { createAsk } from './answer.ts'
import { messageFrom } from '../../src/wechat/message.ts'
import { readableReply } from '../../src/wechat/readable-reply.ts'
import type { Fields } from '../../src/wechat/xml.ts'

const rest = fallback({
  title: '其余',
  examples: [{ say: 'x', outcome: 'unmatched' }],
  reply: () => answer('fallback'),
})

export type Chat = {
  /** The outcome and what the fan reads. */
  say(text: string, fan?: string): Promise<[outcome: string, text: string]>
  send(fields: Fields, fan?: string): Promise<[outcome: string, text: string]>
  answered(text: string, fan?: string): Promise<Answered>
}

/** One node; two of them on one database are two nodes. */
export function createChat(
  database: Pick<Database, 'readFor' | 'lookup' | 'lookupAll' | 'transact' | 'pending'>,
  rules: Readonly<Record<string, Rule>>,
  { account = 'main', deadlineMs = 4_500 } = {},
): Chat {
  const named = Object.entries({ ...rules, rest }).map(([id, rule]) => ({ id, file: `${id}.ts`, rule }))
  const router = createRouter(named)
  const ask = createAsk({ rules: named, of: () => ({ router, topics: [] }) }, database, { deadlineMs })
  const message = (fields: Fields, FromUserName: string) =>
    messageFrom({ ToUserName: 'gh', FromUserName, CreateTime: '1', ...fields })
  const answered = (Content: string, fan = 'fan') => ask(message({ MsgType: 'text', Content }, fan), account)
  const readable = ({ outcome, reply }: Answered): [string, string] => [
    outcome,
    reply ? readableReply(reply) : '',
  ]
  return {
    answered,
    say: async (text, fan) => readable(await answered(text, fan)),
    send: async (fields, fan = 'fan') => readable(await ask(message(fields, fan), account)),
  }
}
