/** Fans who talk to rules given as values, on a real database. */
import type { AnswerDeps } from '../../src/answer/answer.ts'
import type { Answered } from '../../src/answer/answered.ts'
import type { Rule } from '../../src/rule/rule.ts'
import { messageFrom } from '../../src/wechat/message.ts'
import { readableReply } from '../../src/wechat/readable-reply.ts'
import type { Fields } from '../../src/wechat/xml.ts'
import { createAsk } from './answer.ts'
import { rulebookOf } from './rulebook.ts'

export type Chat = {
  /** The outcome and what the fan reads. */
  say(text: string, fan?: string): Promise<[outcome: string, text: string]>
  send(fields: Fields, fan?: string): Promise<[outcome: string, text: string]>
  answered(text: string, fan?: string): Promise<Answered>
}

/** One node; two of them on one database are two nodes. */
export function createChat(
  database: AnswerDeps['database'],
  rules: Readonly<Record<string, Rule>>,
  { account = 'main', deadlineMs = 4_500 } = {},
): Chat {
  const ask = createAsk(rulebookOf(rules), database, { deadlineMs })
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
