/** Bodies that nobody should send: fixtures bent in every way that came to mind, from a seed that makes a run repeatable. */
import { readdirSync, readFileSync } from 'node:fs'

export type Random = { below(limit: number): number; pick<T>(from: readonly T[]): T }

/** xorshift32: the same numbers for the same seed. */
export function createRandom(seed: number): Random {
  let state = seed | 0 || 1
  const below = (limit: number) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % limit
  }
  return { below, pick: (from) => from[below(from.length)] as never }
}

const FOLDER = new URL('../fixtures/', import.meta.url)
const FIXTURES = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.xml'))
  .map((name) => readFileSync(new URL(name, FOLDER), 'utf8'))

const PIECES = [
  '<![CDATA[',
  ']]>',
  ']]]]><![CDATA[>',
  '<!DOCTYPE x [',
  '<!ENTITY a "b">',
  '&a;',
  '&#0;',
  '&#x110000;',
  '&lt;',
  '&',
  '<',
  '>',
  '<!--',
  '-->',
  '<?xml version="1.0"?>',
  '</xml>',
  '<xml>',
  '<xml a="',
  '__proto__',
  'constructor',
  '<__proto__>1</__proto__>',
  '<MsgType>text</MsgType>',
  '<Content>x</Content>',
  '<Encrypt>AAAA</Encrypt>',
  '<a/>',
  '<item/>',
  '<List><List/></List>',
  '\u0000',
  '\u0008',
  '\ud800',
  '\ufeff',
  '\uffff',
  '🎉',
  '\r\n',
  '?18-546',
  '？',
  'ー'.repeat(50),
  ' '.repeat(300),
  '['.repeat(40),
  '/:'.repeat(60),
  '{part}',
  '%s',
  "' OR 1=1 --",
  '9'.repeat(400),
  '-',
  '。'.repeat(80),
] as const

type Mutation = (body: string, random: Random) => string

const at = (body: string, random: Random): number => random.below(body.length + 1)
const MUTATIONS: readonly Mutation[] = [
  (body, random) => body.slice(0, at(body, random)),
  (body, random) => body.slice(at(body, random)),
  (body, random) => insert(body, at(body, random), random.pick(PIECES)),
  (body, random) => insert(body, at(body, random), random.pick(PIECES).repeat(1 + random.below(200))),
  (body, random) => insert(body, at(body, random), String.fromCodePoint(random.below(0x110000))),
  (body, random) => {
    const [from, length] = [at(body, random), random.below(60)]
    return insert(body, at(body, random), body.slice(from, from + length))
  },
  (body, random) => {
    const from = at(body, random)
    return body.slice(0, from) + body.slice(from + random.below(20))
  },
  (body, random) =>
    body.replace(/<!\[CDATA\[(.*?)\]\]>/s, () => `<![CDATA[${random.pick(PIECES)}${random.pick(PIECES)}]]>`),
  (body, random) =>
    body.replace(/<Content>.*<\/Content>/s, () => `<Content><![CDATA[${sentence(random)}]]></Content>`),
  (body, random) =>
    body.replaceAll(random.pick(['text', 'event', 'CDATA', 'xml', 'MsgType', '>']), () =>
      random.pick(PIECES),
    ),
  (body, random) => `${'<a>'.repeat(random.below(300))}${body}${'</a>'.repeat(random.below(300))}`,
  (body) => body + body,
]

const insert = (body: string, index: number, piece: string): string =>
  body.slice(0, index) + piece + body.slice(index)
const sentence = (random: Random): string =>
  Array.from({ length: random.below(12) }, () => random.pick(PIECES)).join('')

/** Well-formed, but odd in what it says: this gets as far as the rules. */
function oddText(random: Random): string {
  const safe = sentence(random).replaceAll(']]>', ']]]]><![CDATA[>')
  const [from, to] = random.pick(SAID)
  return random.pick(FIXTURES).replace(from, () => `${to}${safe}]]></`)
}

const SAID = [
  [/<Content>.*?<\//s, '<Content><![CDATA['],
  [/<EventKey>.*?<\//s, '<EventKey><![CDATA['],
  [/<Recognition>.*?<\//s, '<Recognition><![CDATA['],
  [/<Label>.*?<\//s, '<Label><![CDATA['],
] as const

/** Well-formed however often they come. */
const REPEATED = [
  '<item/>',
  '<List/>',
  '<A><item/></A>',
  '<![CDATA[x]]>',
  '<!-- c -->',
  '&amp;',
  '<PicList><item/></PicList>',
] as const

/** One body; two in two thousand are up to a mebibyte long. */
export function oddBody(random: Random): Buffer {
  const dice = random.below(2000)
  if (dice === 0)
    return Buffer.from(
      random
        .pick(PIECES)
        .repeat(20_000)
        .slice(0, 1 << 20),
    )
  if (dice < 100) return Buffer.from(Array.from({ length: random.below(400) }, () => random.below(256)))
  if (dice < 1000) return Buffer.from(oddText(random))
  let body = random.pick(FIXTURES)
  for (let count = random.below(4); count >= 0; count--) body = random.pick(MUTATIONS)(body, random)
  return Buffer.from(body)
}
