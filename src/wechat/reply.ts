/** What the account says back (protocol 5). */
export type Reply = { readonly MsgType: 'text'; readonly Content: string }

/** "Received, nothing to say" (protocol 5.1); anything but this, nothing or a reply is read as a fault. */
export const SILENCE = 'success'

type Envelope = { readonly ToUserName: string; readonly FromUserName: string }

/** The compact XML of a reply to `inbound`, with To and From swapped; `seconds` is our clock in Unix seconds. */
export function renderReply(reply: Reply, inbound: Envelope, seconds: number): string {
  return (
    `<xml><ToUserName>${cdata(inbound.FromUserName)}</ToUserName><FromUserName>${cdata(inbound.ToUserName)}</FromUserName>` +
    `<CreateTime>${seconds}</CreateTime><MsgType>${cdata(reply.MsgType)}</MsgType><Content>${cdata(reply.Content)}</Content></xml>`
  )
}

/** Characters that XML 1.0 forbids, lone surrogates among them. */
const FORBIDDEN =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/** `]]>` would end the section, so it is split over two; the terminator itself stays. */
function cdata(text: string): string {
  return `<![CDATA[${text.replace(FORBIDDEN, '').replaceAll(']]>', ']]]]><![CDATA[>')}]]>`
}
