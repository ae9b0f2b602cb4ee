/** The messages that fans send (protocol 3), beside the events of `event.ts`. */
import { z } from 'zod'
import { AppError } from '../errors.ts'
import { canonicalEvent, eventSchema } from './event.ts'
import { common, maybe, number, text } from './shapes.ts'
import type { Fields } from './xml.ts'

const message = {
  ...common,
  /** 64 bits, more than a JavaScript number holds: a string. */
  MsgId: z.string().optional().catch(undefined),
  /** The article and its place in the push, when the fan wrote from below an article. */
  MsgDataId: z.string().optional().catch(undefined),
  Idx: number.optional().catch(undefined),
}

const messages = [
  z.object({
    MsgType: z.literal('text'),
    ...message,
    /** As typed: not trimmed, perhaps empty. */
    Content: maybe,
    /** The id of the tapped menu link, when the text comes from a tap. */
    bizmsgmenuid: z.string().optional(),
    BusinessId: z.string().optional(),
  }),
  z.object({ MsgType: z.literal('image'), ...message, PicUrl: maybe, MediaId: text }),
  z.object({
    MsgType: z.literal('voice'),
    ...message,
    MediaId: text,
    Format: maybe,
    /** The transcript: often empty, also where it is switched on. */
    Recognition: maybe,
    MediaId16K: z.string().optional(),
  }),
  z.object({ MsgType: z.literal('video'), ...message, MediaId: text, ThumbMediaId: maybe }),
  z.object({ MsgType: z.literal('shortvideo'), ...message, MediaId: text, ThumbMediaId: maybe }),
  /** Latitude, longitude, the map's zoom and the address. */
  z.object({
    MsgType: z.literal('location'),
    ...message,
    Location_X: number,
    Location_Y: number,
    Scale: number,
    Label: maybe,
  }),
  z.object({ MsgType: z.literal('link'), ...message, Title: maybe, Description: maybe, Url: maybe }),
] as const

/** A type or event that we do not know, or one in a shape that we do not know, with all its fields. */
const unknown = z.object({
  MsgType: z.literal('unknown'),
  ...common,
  MsgId: message.MsgId,
  fields: z.custom<Fields>(),
})

export const messageSchema = z.discriminatedUnion('MsgType', [...messages, eventSchema, unknown])
export type Message = z.infer<typeof messageSchema>
export type MessageOf<Type extends Message['MsgType']> = Extract<Message, { MsgType: Type }>
export type EventMessage = MessageOf<'event'>

/** One inbound message; types and events are compared without case (protocol 3.8, 4.1). Throws MESSAGE_MALFORMED for fields that are no message at all. */
export function messageFrom(fields: Fields): Message {
  const { MsgType: type } = fields
  if (typeof type !== 'string' || type === '')
    throw new AppError('MESSAGE_MALFORMED', '收到的 XML 里没有 MsgType')
  const MsgType = type.toLowerCase()
  const known = messageSchema.safeParse(canonical(fields, type, MsgType))
  if (known.success && known.data.MsgType !== 'unknown') return known.data
  const kept = unknown.safeParse({ ...fields, MsgType: 'unknown', fields })
  if (kept.success) return kept.data
  const names = kept.error.issues.map((issue) => issue.path.join('.')).join('、')
  throw new AppError('MESSAGE_MALFORMED', `收到的 ${MsgType} 消息缺少或写错了：${names}`)
}

/** Most are so already. */
function canonical(fields: Fields, type: string, MsgType: string): Fields {
  if (MsgType === 'event') return { ...canonicalEvent(fields), MsgType }
  return type === MsgType ? fields : { ...fields, MsgType }
}
