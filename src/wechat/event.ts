/** The events of protocol 4, each with the fields that its table names; `Event` in lower case. */
import { z } from 'zod'
import { OTHER_EVENTS } from './other-events.ts'
import { common, item, maybe, number, text } from './shapes.ts'
import type { Fields } from './xml.ts'

const QR_PREFIX = 'qrscene_'

const event = <Name extends string, S extends z.ZodRawShape>(Event: Name, shape: S) =>
  z.object({ MsgType: z.literal('event'), Event: z.literal(Event), ...common, ...shape })

const key = { EventKey: maybe }
const menu = { ...key, MenuId: z.string().optional() }
const scan = { ...key, ScanCodeInfo: z.object({ ScanType: maybe, ScanResult: maybe }) }
const pictures = {
  ...key,
  SendPicsInfo: z.object({ Count: number.optional(), PicList: item({ PicMd5Sum: maybe }) }),
}
const card = { CardId: maybe, UserCardCode: maybe }
/** In these the fan is `OpenID`, while `FromUserName` is the platform's own (protocol 4.4). */
const person = { OpenID: z.string().optional(), AppID: maybe, UnionID: z.string().optional() }
const expiry = { ExpiredTime: number }
const failure = { FailTime: number, FailReason: maybe }
const subscription = { TemplateId: maybe, SubscribeStatusString: maybe, PopupScene: z.string().optional() }

/** What a fan does (protocol 4.2). */
const fanEvents = [
  event('subscribe', { ...key, Ticket: z.string().optional() }).transform(withScene),
  event('unsubscribe', key),
  event('scan', { ...key, Ticket: z.string().optional() }).transform(withScene),
  event('location', { Latitude: number, Longitude: number, Precision: number }),
  event('click', key),
  event('view', menu),
  event('view_miniprogram', menu),
  event('scancode_push', scan),
  event('scancode_waitmsg', scan),
  event('pic_sysphoto', pictures),
  event('pic_photo_or_album', pictures),
  event('pic_weixin', pictures),
  event('location_select', {
    ...key,
    SendLocationInfo: z.object({
      Location_X: number,
      Location_Y: number,
      Scale: number,
      Label: maybe,
      Poiname: maybe,
    }),
  }),
  event('subscribe_msg_popup_event', { SubscribeMsgPopupEvent: z.object({ List: item(subscription) }) }),
  event('subscribe_msg_change_event', { SubscribeMsgChangeEvent: z.object({ List: item(subscription) }) }),
  event('kf_create_session', { KfAccount: maybe }),
  event('kf_close_session', { KfAccount: maybe }),
  event('kf_switch_session', { FromKfAccount: maybe, ToKfAccount: maybe }),
  event('user_enter_session_from_card', card),
  event('enter', {}),
] as const

const articleUrls = z.object({
  Count: number.optional(),
  ResultList: item({ ArticleIdx: number, ArticleUrl: maybe }),
})
const copyrightCheck = z.object({
  Count: number.optional(),
  ResultList: item({
    ArticleIdx: number,
    UserDeclareState: maybe,
    AuditState: maybe,
    OriginalArticleUrl: maybe,
  }),
  CheckState: maybe,
})

/** What became of our own jobs (protocol 4.3); ids are 64 bits, so they stay strings. */
const jobEvents = [
  event('templatesendjobfinish', { MsgID: text, Status: maybe }),
  event('subscribe_msg_sent_event', {
    SubscribeMsgSentEvent: z.object({
      List: item({ TemplateId: maybe, MsgID: maybe, ErrorCode: maybe, ErrorStatus: maybe }),
    }),
  }),
  event('masssendjobfinish', {
    MsgID: text,
    Status: maybe,
    TotalCount: number,
    FilterCount: number,
    SentCount: number,
    ErrorCount: number,
    CopyrightCheckResult: copyrightCheck.optional(),
    ArticleUrlResult: articleUrls.optional(),
  }),
  event('publishjobfinish', {
    PublishEventInfo: z.object({
      publish_id: text,
      publish_status: number,
      article_id: z.string().optional(),
      article_detail: z
        .object({ count: number.optional(), item: item({ idx: number, article_url: maybe }) })
        .optional(),
      fail_idx: z.array(number).default([]),
    }),
  }),
] as const

/** The account's state (protocol 4.4). */
const accountEvents = [
  event('qualification_verify_success', expiry),
  event('qualification_verify_fail', failure),
  event('naming_verify_success', expiry),
  event('naming_verify_fail', failure),
  event('annual_renew', expiry),
  event('verify_expired', expiry),
  event('user_info_modified', person),
  event('user_authorization_revoke', { ...person, RevokeInfo: maybe }),
  event('user_authorization_cancellation', person),
] as const

const otherEvent = z.object({
  MsgType: z.literal('event'),
  Event: z.enum(OTHER_EVENTS),
  ...common,
  fields: z.custom<Fields>(),
})

export const eventSchema = z.discriminatedUnion('Event', [
  ...fanEvents,
  ...jobEvents,
  ...accountEvents,
  otherEvent,
])

/** What is behind `qrscene_` on a follow, the whole key on a scan; payments and product scans have no scene. */
function withScene<E extends { readonly Event: string; readonly EventKey: string }>(message: E) {
  const { Event, EventKey } = message
  const followed = EventKey.startsWith(QR_PREFIX) ? EventKey.slice(QR_PREFIX.length) : undefined
  return { ...message, scene: Event === 'scan' ? EventKey : followed }
}

const ALIASES: Readonly<Record<string, string>> = { freepublishjobfinish: 'publishjobfinish' }
const RENAMED: Readonly<Record<string, string>> = { openid: 'OpenID', appid: 'AppID', unionid: 'UnionID' }

/** The names that the schemas know: `Event` in lower case, ids as documented, one wrapper where two are printed (protocol 10). */
export function canonicalEvent(fields: Fields): Record<string, unknown> {
  const named: Record<string, unknown> = { fields }
  for (const [name, field] of Object.entries(fields)) named[RENAMED[name] ?? name] = field
  const Event = typeof fields['Event'] === 'string' ? fields['Event'].toLowerCase() : ''
  if (Event === 'subscribe_msg_change_event')
    named['SubscribeMsgChangeEvent'] ??= fields['SubscribeMsgPopupEvent']
  return { ...named, Event: ALIASES[Event] ?? Event }
}
