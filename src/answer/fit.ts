/** Replies as WeChat takes them: a text that is too long becomes pages, anything else that it would refuse is an error. */
import type { Transaction } from '../db/connect.ts'
import { cutPage } from '../delivery/pages.ts'
import { tap } from '../rule/markup.ts'
import { textReply } from '../rule/outcome.ts'
import { CONTINUE } from '../rule/reserved.ts'
import { cleaned, replyProblem, TEXT_LIMIT_BYTES } from '../wechat/reply.ts'
import type { Answered } from './answered.ts'
import type { Scene } from './run.ts'

const TRAILER = `\n\n回复「${tap(CONTINUE)}」看下一页`

const cut = (text: string) => cutPage(text, TEXT_LIMIT_BYTES, TRAILER)

/** The answer, or the first page of it; the rest is kept for the fan, within the transaction of a command. */
export function fitted(answered: Answered, scene: Scene, tx?: Transaction): Answered | Promise<Answered> {
  const { reply } = answered
  if (reply?.MsgType === 'text') {
    const { page, rest } = cut(cleaned(reply.Content))
    if (rest !== '') return turned(answered, page, rest, scene, tx)
  }
  const problem = reply && replyProblem(reply)
  if (problem) throw new TypeError(`微信不收这样的回复：${problem}`)
  return answered
}

async function turned(
  answered: Answered,
  page: string,
  rest: string,
  { fan, database }: Scene,
  tx: Transaction | undefined,
): Promise<Answered> {
  await database.pages.put(fan, rest, tx)
  return { ...answered, reply: textReply(page) }
}

/** The next page of what is left for the fan; undefined when there is none. */
export async function nextPage({ fan, database, run }: Scene): Promise<Answered | undefined> {
  const text = await database.pages.next(fan, run.key, (shown) => cut(shown).rest)
  return text === undefined ? undefined : { outcome: 'answer', reply: textReply(cut(text).page) }
}
