/** What a fan does in the chat, as the fields of the message that WeChat makes of it (protocol 3 and 4.2). */
import { randomInt } from 'node:crypto'
import type { Fields } from '../wechat/xml.ts'

export type Sent = Fields & Readonly<Record<'ToUserName' | 'FromUserName' | 'CreateTime', string>>

export const FAN = 'oFanInTheTerminal00000000001'
const ACCOUNT_ID = 'gh_0123456789ab'

/** 64 bits that no other message has, of this process or another. */
let lastMsgId = BigInt(Date.now()) * 1_000_000n + BigInt(randomInt(1_000_000))

/** Any message or event as of now; what `fields` say counts, `MsgId` included. */
export function message(fields: Fields, fan: string = FAN): Sent {
  const id = fields['MsgType'] === 'event' ? {} : { MsgId: String(++lastMsgId) }
  return {
    ToUserName: ACCOUNT_ID,
    FromUserName: fan,
    CreateTime: String(Math.floor(Date.now() / 1000)),
    ...fields,
    ...('MsgId' in fields ? {} : id),
  }
}

export const textMessage = (Content: string, fan?: string): Sent => message({ MsgType: 'text', Content }, fan)

/** The text that a tap-to-send link sends, with the link's id. */
export const tapMessage = (Content: string, bizmsgmenuid: string, fan?: string): Sent =>
  message({ MsgType: 'text', Content, bizmsgmenuid }, fan)

export const imageMessage = (fan?: string): Sent =>
  message(
    { MsgType: 'image', PicUrl: 'http://mmbiz.qpic.cn/mmbiz_jpg/fan/0', MediaId: 'picture-of-a-fan' },
    fan,
  )

/** A voice with its transcript, which is often empty. */
export const voiceMessage = (Recognition: string, fan?: string): Sent =>
  message({ MsgType: 'voice', MediaId: 'voice-of-a-fan', Format: 'amr', Recognition }, fan)

export const locationMessage = (Label: string, fan?: string): Sent =>
  message({ MsgType: 'location', Location_X: '30.572816', Location_Y: '104.066801', Scale: '16', Label }, fan)

export const eventMessage = (Event: string, fields: Fields, fan?: string): Sent =>
  message({ MsgType: 'event', Event, ...fields }, fan)

/** A follow; with a scene by a QR code that carries one. */
export const followEvent = (scene: string, fan?: string): Sent =>
  scene === ''
    ? eventMessage('subscribe', { EventKey: '' }, fan)
    : eventMessage('subscribe', { EventKey: `qrscene_${scene}`, Ticket: TICKET }, fan)

export const unfollowEvent = (fan?: string): Sent => eventMessage('unsubscribe', { EventKey: '' }, fan)

/** A scan of the account's QR code by somebody who follows already. */
export const scanEvent = (scene: string, fan?: string): Sent =>
  eventMessage('SCAN', { EventKey: scene, Ticket: TICKET }, fan)

export const clickEvent = (key: string, fan?: string): Sent => eventMessage('CLICK', { EventKey: key }, fan)

const TICKET = 'gQH-ticket-of-a-code'
