import { z } from 'zod'
import { AppError } from '../errors.ts'
import { parseXml, type Fields } from './xml.ts'

const common = {
  /** Our account's original id (`gh_…`). */
  ToUserName: z.string().min(1),
  /** The fan's OpenID. */
  FromUserName: z.string().min(1),
  /** Unix seconds. */
  CreateTime: z
    .string()
    .regex(/^\d{1,12}$/)
    .transform(Number),
  /** 64 bits, more than a JavaScript number holds: a string. */
  MsgId: z.string().optional(),
}

const text = z.object({
  MsgType: z.literal('text'),
  ...common,
  /** As typed: not trimmed, perhaps empty. */
  Content: z.string().default(''),
  /** The id of the tapped menu link, when the text comes from a tap. */
  bizmsgmenuid: z.string().optional(),
})

/** What we do not know yet, with all its fields. */
const unknown = z.object({ MsgType: z.literal('unknown'), ...common, fields: z.custom<Fields>() })

export const messageSchema = z.discriminatedUnion('MsgType', [text, unknown])
export type Message = z.infer<typeof messageSchema>
export type TextMessage = z.infer<typeof text>

/** One inbound message (protocol 3). Throws MESSAGE_MALFORMED for what is not one. */
export function parseMessage(xml: string): Message {
  const fields = parseXml(xml)
  const type = fields['MsgType']
  if (typeof type !== 'string' || type === '')
    throw new AppError('MESSAGE_MALFORMED', '收到的 XML 里没有 MsgType')
  const MsgType = type.toLowerCase()
  const parsed = messageSchema.safeParse(
    MsgType === 'text' ? { ...fields, MsgType } : { ...fields, MsgType: 'unknown', fields },
  )
  if (parsed.success) return parsed.data
  const names = parsed.error.issues.map((issue) => issue.path.join('.')).join('、')
  throw new AppError('MESSAGE_MALFORMED', `收到的 ${MsgType} 消息缺少或写错了：${names}`)
}
