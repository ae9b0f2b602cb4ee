/** Texts too long for WeChat, cut into pages (protocol 5.2). */

export type Page = {
  readonly page: string
  /** Empty after the last page. */
  readonly rest: string
}

/** A link is never cut, nor is a tag that is not closed. */
const LINK = /<a\b[^>]*>[^]*?<\/a>|<a\b[^>]*>/g
const segmenter = new Intl.Segmenter('zh', { granularity: 'grapheme' })
/** Nothing that people see as one character is longer; what claims to be is cut between code points. */
const CHARACTER_LIMIT_BYTES = 64

/**
 * The first page of a text: at most `limit` bytes of UTF-8, the trailer that leads to the next page among them. It ends
 * with a line, or else between two characters as people see them. Throws for a link that fits no page.
 */
export function cutPage(text: string, limit: number, trailer: string): Page {
  if (Buffer.byteLength(text) <= limit) return { page: text, rest: '' }
  const room = limit - Buffer.byteLength(trailer)
  const { end, lineEnd } = endsOf(text.slice(0, 2 * limit), room)
  if (end === 0) throw new TypeError(`回复里有一个链接太长，超过了 ${room} 字节`)
  const cut = lineEnd || end
  const [page, rest] = [text.slice(0, cut).trimEnd(), text.slice(cut).trim()]
  return { page: rest === '' ? page : page + trailer, rest }
}

/** How many UTF-16 units fit at most, and up to the last line that ends among them (0 when there is none). */
function endsOf(text: string, room: number): { end: number; lineEnd: number } {
  let [end, lineEnd, bytes] = [0, 0, 0]
  for (const atom of atoms(text)) {
    bytes += Buffer.byteLength(atom)
    const isLineEnd = atom === '\n' || atom === '\r\n'
    if (isLineEnd && text.slice(0, end).trim() !== '') lineEnd = end
    if (bytes > room) break
    end += atom.length
  }
  return { end, lineEnd }
}

function* atoms(text: string): Generator<string> {
  let at = 0
  for (const { 0: link, index } of text.matchAll(LINK)) {
    yield* characters(text.slice(at, index))
    yield link
    at = index + link.length
  }
  yield* characters(text.slice(at))
}

function* characters(text: string): Generator<string> {
  for (const { segment } of segmenter.segment(text)) {
    if (Buffer.byteLength(segment) > CHARACTER_LIMIT_BYTES) yield* segment
    else yield segment
  }
}
