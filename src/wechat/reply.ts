/** What the account says back (protocol 5), and how it is written. */
import { z } from 'zod'

/** As it would arrive: what XML forbids is taken out first. */
const filled = z.string().refine((text) => cleaned(text).trim() !== '', '不能是空的')
const article = z.strictObject({ Title: filled, Description: filled, PicUrl: filled, Url: filled })

/** Refuses what WeChat would refuse: the fan would read its fault text instead (protocol 5.10). */
export const replySchema = z.discriminatedUnion('MsgType', [
  z.strictObject({ MsgType: z.literal('text'), Content: filled }),
  z.strictObject({ MsgType: z.literal('image'), MediaId: filled }),
  z.strictObject({ MsgType: z.literal('voice'), MediaId: filled }),
  z.strictObject({
    MsgType: z.literal('video'),
    MediaId: filled,
    Title: z.string().optional(),
    Description: z.string().optional(),
  }),
  z.strictObject({
    MsgType: z.literal('music'),
    ThumbMediaId: filled,
    Title: z.string().optional(),
    Description: z.string().optional(),
    MusicUrl: z.string().optional(),
    HQMusicUrl: z.string().optional(),
  }),
  z.strictObject({ MsgType: z.literal('news'), Articles: z.tuple([article]) }),
  z.strictObject({ MsgType: z.literal('transfer_customer_service'), KfAccount: z.string().optional() }),
])

export type Reply = Readonly<z.infer<typeof replySchema>>
export type Article = z.infer<typeof article>

/** "Received, nothing to say" (protocol 5.1); anything but this, nothing or a reply is read as a fault. */
export const SILENCE = 'success'

/** WeChat shows its fault text from about 2,048 on (protocol 5.2); the value's UTF-8 is counted, markup included. */
export const TEXT_LIMIT_BYTES = 2000

/** Why WeChat would refuse the reply; undefined when it would not. */
export function replyProblem(reply: unknown): string | undefined {
  const parsed = replySchema.safeParse(reply)
  if (!parsed.success) return z.prettifyError(parsed.error)
  const { data } = parsed
  const bytes = data.MsgType === 'text' ? Buffer.byteLength(cleaned(data.Content)) : 0
  return bytes > TEXT_LIMIT_BYTES ? `Content 有 ${bytes} 字节，最多 ${TEXT_LIMIT_BYTES}` : undefined
}

type Envelope = { readonly ToUserName: string; readonly FromUserName: string }

/** The compact XML of a reply to `inbound`, with To and From swapped; `seconds` is our clock in Unix seconds. */
export function renderReply(reply: Reply, inbound: Envelope, seconds: number): string {
  return (
    `<xml>${element('ToUserName', inbound.FromUserName)}${element('FromUserName', inbound.ToUserName)}` +
    `<CreateTime>${seconds}</CreateTime>${element('MsgType', reply.MsgType)}${renderBody(reply)}</xml>`
  )
}

function renderBody(reply: Reply): string {
  switch (reply.MsgType) {
    case 'text':
      return element('Content', reply.Content)
    case 'image':
      return `<Image>${element('MediaId', reply.MediaId)}</Image>`
    case 'voice':
      return `<Voice>${element('MediaId', reply.MediaId)}</Voice>`
    case 'video':
      return `<Video>${elements(reply, ['MediaId', 'Title', 'Description'])}</Video>`
    case 'music':
      return `<Music>${elements(reply, ['Title', 'Description', 'MusicUrl', 'HQMusicUrl', 'ThumbMediaId'])}</Music>`
    case 'news': {
      const items = reply.Articles.map(
        (one) => `<item>${elements(one, ['Title', 'Description', 'PicUrl', 'Url'])}</item>`,
      )
      return `<ArticleCount>${items.length}</ArticleCount><Articles>${items.join('')}</Articles>`
    }
    case 'transfer_customer_service':
      return reply.KfAccount ? `<TransInfo>${element('KfAccount', reply.KfAccount)}</TransInfo>` : ''
  }
}

function elements<T>(source: T, names: readonly (keyof T & string)[]): string {
  return names.map((name) => (source[name] === undefined ? '' : element(name, String(source[name])))).join('')
}

/** One element with its text in CDATA: `]]>` would end the section, so it is split over two; the terminator itself stays. */
export function element(name: string, text: string): string {
  return `<${name}><![CDATA[${cleaned(text).replaceAll(']]>', ']]]]><![CDATA[>')}]]></${name}>`
}

/** Characters that XML 1.0 forbids, lone surrogates among them. */
const FORBIDDEN =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/** Nearly every text has nothing of the kind, which is quickly seen. */
const PERHAPS_FORBIDDEN = /[^\t\n\r -\ud7ff\ue000-\ufffd]/

export const cleaned = (text: string): string =>
  PERHAPS_FORBIDDEN.test(text) ? text.replace(FORBIDDEN, '') : text
