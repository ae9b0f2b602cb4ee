import type { EventMessage, Message } from '../wechat/message.ts'

type Plain = Exclude<Message, EventMessage>

/**
 * What `on` listens for, with the message that its handler gets: a type of message, an event by its name in lower
 * case (the reported position, whose name a message has already, is `location_report`), `unknown` for what we do not
 * know yet, and `wordless` for a text of emoji, face codes or the placeholder for unsupported content.
 */
export type OnMessages = {
  [M in Plain as M['MsgType'] extends 'text' ? 'wordless' : M['MsgType']]: M
} & {
  [E in EventMessage as E['Event'] extends 'location' ? 'location_report' : E['Event']]: E
}
export type OnKind = keyof OnMessages

export function kindOf(message: Message): OnKind {
  if (message.MsgType === 'text') return 'wordless'
  if (message.MsgType !== 'event') return message.MsgType
  return message.Event === 'location' ? 'location_report' : message.Event
}

/** The menu's key or the QR code's scene, where a message has one. */
export const eventKeyOf = (message: object): string | undefined => stringIn(message, 'EventKey')

/** What a message says when it is routed as text: a menu's key, or the transcript of a voice. */
export const spokenText = (message: object): string =>
  eventKeyOf(message) ?? stringIn(message, 'Recognition') ?? ''

function stringIn(message: object, name: string): string | undefined {
  const value = (message as Readonly<Record<string, unknown>>)[name]
  return typeof value === 'string' ? value : undefined
}
