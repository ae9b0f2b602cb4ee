/** Links in a text reply (protocol 5.3). */

/** What the client decodes to something else, or takes for the end of the value or the attribute. */
const UNSAFE = /[%+&#"'<>\s]/
const DECODED_TWICE = /[%+]/

/** A tap-to-send link that says in plain sight what to type, for clients where the tap does nothing. */
export function tap(text: string, send: string = text): string {
  const link = `<a href="weixin://bizmsgmenu?msgmenucontent=${menuContent(send)}&msgmenuid=1">${withoutTags(text)}</a>`
  return text === send ? link : `${link}（发送 ${withoutTags(send)}）`
}

/** Raw where that is safe; the client decodes once, and then `%` and `+` a second time. */
function menuContent(send: string): string {
  if (!UNSAFE.test(send)) return send
  const encoded = encodeURIComponent(send)
  return DECODED_TWICE.test(send) ? encodeURIComponent(encoded) : encoded
}

/** A `<` in text that is not our own markup could open a link. */
export const withoutTags = (text: string): string => text.replaceAll('<', '＜')
