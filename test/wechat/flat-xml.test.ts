import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readFlatXml } from '../../src/wechat/flat-xml.ts'
import { parseWhole, parseXml } from '../../src/wechat/xml.ts'

const NAMES = [
  'ToUserName',
  'MsgId',
  'Content',
  'a',
  'B',
  'xml',
  'item',
  'List',
  'PicList',
  'constructor',
  '_a',
]
const TEXTS = [
  '',
  '0',
  '1700000000',
  'gh_1',
  '-1.5e3',
  ' ',
  '\n',
  'a b',
  '&',
  '&amp;',
  ']]>',
  ']',
  '<',
  '>',
  '<b>',
]
const ODD = [
  '你好',
  '😀',
  '\r',
  '\t',
  '\u0000',
  '\ud800',
  '\ufeff',
  '\ufffe',
  '"',
  "'",
  '/',
  '<!--',
  '-->',
  '<![CDATA[',
  '<?x?>',
  '<!DOCTYPE a>',
]
const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...TEXTS, ...ODD) },
  fc.array(fc.constantFrom(...TEXTS, ...ODD), { maxLength: 4 }).map((parts) => parts.join('')),
)
const name = fc.constantFrom(...NAMES)
const element = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(name, text).map(([n, t]) => `<${n}><![CDATA[${t}]]></${n}>`) },
  { weight: 2, arbitrary: fc.tuple(name, text).map(([n, t]) => `<${n}>${t}</${n}>`) },
  fc.tuple(name, name, text).map(([n, m, t]) => `<${n}>${t}</${m}>`),
  fc.constantFrom(
    '<a/>',
    '<a ></a>',
    '<a x="1"></a>',
    '<a><b>1</b></a>',
    '<a>1<![CDATA[2]]></a>',
    '</a>',
    'x',
  ),
)
const space = fc.constantFrom('', '', '\n', ' ', '\n  ', '\r\n', '\t')
const body = fc.array(fc.tuple(element, space), { maxLength: 6 }).map((all) => all.flat().join(''))
const document = fc
  .tuple(
    fc.constantFrom('<xml>', '<xml>', '<xml>', '<xml >', '<a>', ''),
    space,
    body,
    fc.constantFrom('</xml>', '</xml>', '</xml>', '</a>', ''),
  )
  .map((parts) => parts.join(''))
/** A document with a few characters taken out, or put in from another place. */
const damaged = fc.tuple(document, fc.nat(), fc.nat({ max: 3 }), text).map(([whole, at, count, put]) => {
  const from = whole.length === 0 ? 0 : at % whole.length
  return whole.slice(0, from) + put + whole.slice(from + count)
})

test('reads whatever it accepts as the library does', () => {
  let accepted = 0
  fc.assert(
    fc.property(fc.oneof(document, damaged), (source) => {
      const flat = readFlatXml(source.trim())
      if (!flat) return
      accepted++
      expect(flat).toEqual(parseWhole(source.trim()))
    }),
    { numRuns: 20_000 },
  )
  expect(accepted).toBeGreaterThan(200)
})

test.each(['01-text.xml', '05-text-emoji-and-emoticons.xml', '12-image.xml'])(
  'it is for messages as WeChat sends them: %s',
  (name) => {
    const source = readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8').trim()
    expect(readFlatXml(source)).toEqual(parseXml(source))
  },
)
