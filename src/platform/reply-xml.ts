/** What WeChat reads in the XML of a reply, and what it takes for a fault (protocol 5). */
import { messageOf } from '../errors.ts'
import { cleaned, replySchema, type Reply } from '../wechat/reply.ts'
import { parseXml, type Fields } from '../wechat/xml.ts'
import type { Sent } from './messages.ts'

export type ReadReply =
  | { readonly kind: 'reply'; readonly reply: Reply; readonly xml: string }
  | { readonly kind: 'wrong'; readonly reason: string }

/** Over this the fan reads the fault text; we ourselves stay at or below 2,000. */
const WECHAT_LIMIT_BYTES = 2048
/** The element that holds what is in the reply. */
const HOLDERS: Readonly<Record<string, string>> = {
  image: 'Image',
  voice: 'Voice',
  video: 'Video',
  music: 'Music',
  transfer_customer_service: 'TransInfo',
}

export const wrong = (reason: string) => ({ kind: 'wrong', reason }) as const

/** The clear XML of a reply to `message`. */
export function readReply(xml: string, message: Sent): ReadReply {
  const fields = parseStrictly(xml)
  if (typeof fields === 'string') return wrong(fields)
  const address = addressProblem(fields, message)
  if (address) return wrong(address)
  if (!/^\d+$/.test(textIn(fields, 'CreateTime'))) return wrong('CreateTime 不是整数')
  const { success, data: reply, error } = replySchema.safeParse(flattened(fields))
  if (!success)
    return wrong(error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('；'))
  const bytes = reply.MsgType === 'text' ? Buffer.byteLength(reply.Content) : 0
  if (bytes > WECHAT_LIMIT_BYTES) return wrong(`Content 有 ${bytes} 字节，微信最多收 ${WECHAT_LIMIT_BYTES}`)
  return { kind: 'reply', reply, xml }
}

/** The fields, or why it is no XML; our own parser lets pass what only a lenient one does. */
export function parseStrictly(xml: string): Fields | string {
  if (cleaned(xml) !== xml) return '有 XML 不允许的字符'
  if (xml.replace(/<!\[CDATA\[.*?\]\]>/gs, '').includes(']]>')) return '有没拆开的 ]]>'
  try {
    return parseXml(xml)
  } catch (error) {
    return messageOf(error)
  }
}

function addressProblem(fields: Fields, { ToUserName, FromUserName }: Sent): string | undefined {
  const [to, from] = [textIn(fields, 'ToUserName'), textIn(fields, 'FromUserName')]
  if (to === FromUserName && from === ToUserName) return undefined
  if (to === ToUserName && from === FromUserName) return 'ToUserName 和 FromUserName 没有对调'
  return `ToUserName 应为 ${FromUserName}，FromUserName 应为 ${ToUserName}`
}

export function textIn(fields: Fields, name: string): string {
  const field = fields[name]
  return typeof field === 'string' ? field : ''
}

/** In the shape of our own `Reply`; of several articles a chat shows the first alone. */
function flattened(fields: Fields): unknown {
  const { MsgType, Content, Articles } = fields
  if (MsgType === 'text') return { MsgType, Content }
  if (MsgType === 'news') return { MsgType, Articles: itemsOf(Articles).slice(0, 1) }
  const held = fields[HOLDERS[String(MsgType)] ?? '']
  return { MsgType, ...(typeof held === 'object' ? held : {}) }
}

const itemsOf = (articles: Fields[string] | undefined): Fields[string][] =>
  typeof articles === 'object' && !Array.isArray(articles) && Array.isArray(articles['item'])
    ? articles['item']
    : []
