/** What the engine hears of a text: typing habits taken out, the raw text kept (protocol 9.2). */
export type Heard = {
  readonly raw: string
  /** Width, dashes, invisible characters and runs of white space made one; case kept. */
  readonly text: string
  /** `text` without any space. */
  readonly squeezed: string
  /** `squeezed` in lower case, of the same length; literals are compared here. */
  readonly folded: string
  /** The positions in `squeezed` before which `text` has a space. */
  readonly gaps: ReadonlySet<number>
}

const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufe0e\ufe0f]/g
const DASHES = /[\u2010-\u2015\u2212\ufe58\ufe63]/g
/** The kana sound mark is a dash only where it cannot be kana; found first, so that long runs of space cost nothing. */
const DASH_BETWEEN_DIGITS = /\u30fc(?<=\d\s*\u30fc)(?=\s*\d)/g
const PLAIN = /^[\x21-\x7e]*$/
const NO_GAPS: ReadonlySet<number> = new Set()

export function hear(raw: string): Heard {
  const text = PLAIN.test(raw) ? raw : unify(raw).replace(/\s+/g, ' ').trim()
  if (!text.includes(' ')) return { raw, text, squeezed: text, folded: fold(text), gaps: NO_GAPS }
  const gaps = new Set<number>()
  let squeezed = ''
  for (const word of text.split(' ')) {
    if (squeezed) gaps.add(squeezed.length)
    squeezed += word
  }
  return { raw, text, squeezed, folded: fold(squeezed), gaps }
}

/** The fan's own characters behind `squeezed.slice(from, to)`. */
export function rawSlice(heard: Heard, from: number, to: number): string {
  if (heard.raw === heard.squeezed) return heard.raw.slice(from, to)
  const starts = rawPositions(heard)
  return starts
    ? heard.raw.slice(starts[from] ?? heard.raw.length, starts[to] ?? heard.raw.length).trim()
    : heard.squeezed.slice(from, to)
}

/** Where in `raw` each position of `squeezed` begins; undefined where normalising joined characters across clusters. */
function rawPositions(heard: Heard): number[] | undefined {
  const starts: number[] = []
  for (const { 0: cluster, index } of heard.raw.matchAll(/\P{M}\p{M}*|\p{M}+/gu)) {
    const { length } = unify(cluster).replace(/\s+/g, '')
    for (let count = 0; count < length; count++) starts.push(index)
  }
  return starts.length === heard.squeezed.length ? starts : undefined
}

function unify(text: string): string {
  return text.normalize('NFKC').replace(INVISIBLE, '').replace(DASHES, '-').replace(DASH_BETWEEN_DIGITS, '-')
}

/** Lower case that keeps every position: `İ` alone becomes longer, so it stays. */
export function fold(text: string): string {
  const lower = text.toLowerCase()
  if (lower.length === text.length) return lower
  return Array.from(text, (character) => {
    const one = character.toLowerCase()
    return one.length === character.length ? one : character
  }).join('')
}

/** What a phone's keyboard or a habit puts at the end, as it stands in a class of a regular expression. */
export const STOPS = '。.!?,、;:~'
const FINAL_STOPS = new RegExp(`[${STOPS}]{1,20}$`)

/** Without the stops that a phone's keyboard or a habit puts at the end. */
export const withoutFinalStops = (text: string): string => text.replace(FINAL_STOPS, '')

/** Nothing but spaces and final stops. */
export const isBlank = (text: string): boolean => withoutFinalStops(hear(text).squeezed) === ''

/** Texts that carry no words: face codes, emoji alone, the platform's placeholder for what it cannot forward (protocol 3.2, 9.2). */
export function isWordless(raw: string): boolean {
  const text = raw.trim()
  return PLACEHOLDERS.has(text.toLowerCase()) || WORDLESS.test(text)
}

const PLACEHOLDERS = new Set([
  '【收到不支持的消息类型，暂无法显示】',
  '【收到不支援的訊息類型，無法顯示】',
  '[unsupported message]',
])
/** Face codes (`[微笑]`, `/::)`), keycaps and emoji; no character begins or goes on in two of these, so there is one way to read any text. */
const WORDLESS =
  /^(?:\[[^[\]]{1,12}\]|\/:[!-.0-Z\\-~]{1,7}|[0-9#*]\ufe0f?\u20e3|[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\u200d\ufe0f\u{e0020}-\u{e007f}\s])+$/u
