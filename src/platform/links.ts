/** A text reply as the chat shows it: words, links that open a page, and links that send their text when tapped (protocol 5.3). */
export type Piece =
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'page'; readonly text: string; readonly url: string }
  /** `send` comes back as the fan's own text, with `id` as its `bizmsgmenuid`. */
  | { readonly kind: 'tap'; readonly text: string; readonly send: string; readonly id: string }

export type Tap = Extract<Piece, { kind: 'tap' }>

const ANCHOR = /<a\s[^>]*?href\s*=\s*(?:"([^"]*)"|'([^']*)')[^>]*>(.*?)<\/a>/gs

export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = []
  let end = 0
  for (const match of text.matchAll(ANCHOR)) {
    const [anchor, double, single, label = ''] = match
    if (match.index > end) pieces.push({ kind: 'words', text: text.slice(end, match.index) })
    pieces.push(linkOf(label, (double ?? single ?? '').trim()))
    end = match.index + anchor.length
  }
  if (end < text.length) pieces.push({ kind: 'words', text: text.slice(end) })
  return pieces
}

/** The links of a reply that send a text, in their order. */
export const tapsOf = (text: string): Tap[] => piecesOf(text).filter((piece) => piece.kind === 'tap')

/** A menu link without one of its two parameters does nothing. */
function linkOf(text: string, url: string): Piece {
  if (!url.startsWith('weixin://bizmsgmenu') || !URL.canParse(url)) return { kind: 'page', text, url }
  const { searchParams } = new URL(url)
  const send = decodedAgain(searchParams.get('msgmenucontent') ?? '')
  const id = searchParams.get('msgmenuid')
  return send && id ? { kind: 'tap', text, send, id } : { kind: 'words', text }
}

/** The client decodes what it got decoded; a bare `%` stops it. */
function decodedAgain(content: string): string | undefined {
  try {
    return decodeURIComponent(content.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}
