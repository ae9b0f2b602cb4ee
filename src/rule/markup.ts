/** Links in a text reply (protocol 5.3). */

/** What the client decodes to something else, or takes for the end of the value or the attribute. */
const UNSAFE = /[%+&#"'<>\s]/
const DECODED_TWICE = /[%+]/

/** A link to a web page. Throws for anything but an http or https address. */
export function link(text: string, url: string): string {
  const { protocol, href } = new URL(url)
  if (!/^https?:$/.test(protocol)) throw new TypeError(`link(…) 要 http 或 https 的地址，读到 ${url}`)
  return `<a href="${href.replaceAll('"', '%22')}">${plain(text)}</a>`
}

/** A tap-to-send link that says in plain sight what to type, for clients where the tap does nothing. */
export function tap(text: string, send: string = text): string {
  const anchor = `<a href="weixin://bizmsgmenu?msgmenucontent=${menuContent(send)}&msgmenuid=1">${plain(text)}</a>`
  return text === send ? anchor : `${anchor}（发送 ${plain(send)}）`
}

/** Raw where that is safe; the client decodes once, and then `%` and `+` a second time. */
function menuContent(send: string): string {
  if (!UNSAFE.test(send)) return send
  const encoded = encodeURIComponent(send.toWellFormed()).replaceAll("'", '%27')
  return DECODED_TWICE.test(send) ? encodeURIComponent(encoded) : encoded
}

/** Text from a fan, so that it cannot bring links of its own into a reply: no tag opens, no address is one. */
export const plain = (text: string): string => text.replaceAll('<', '＜').replaceAll('://', '：//')
