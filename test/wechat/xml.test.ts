import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { AppError } from '../../src/errors.ts'
import { parseXml } from '../../src/wechat/xml.ts'
import { expectCpuTimeBelow } from '../support/cpu-time.ts'

const FOLDER = new URL('../fixtures/', import.meta.url)
const names = readdirSync(FOLDER).flatMap((name) => (name.endsWith('.xml') ? [name.slice(0, -4)] : []))
const load = (name: string) => ({
  xml: readFileSync(new URL(`${name}.xml`, FOLDER), 'utf8'),
  sidecar: JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8')) as {
    expected: object
    mustReject?: true
  },
})
/** Plain objects and arrays, so that a missing prototype makes no difference. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

test('there are 65 fixtures', () => expect(names).toHaveLength(65))

test.each(names)('%s is read as its sidecar says', (name) => {
  const { xml, sidecar } = load(name)
  if (sidecar.mustReject) expect(() => parseXml(xml)).toThrow(AppError)
  else expect(plain(parseXml(xml))).toEqual(sidecar.expected)
})

describe('what is not one well-formed document', () => {
  test.each([
    ['', 'nothing'],
    ['hello', 'no XML'],
    ['<xml><a>1</a>', 'truncated'],
    ['<xml><a>1</b></xml>', 'a wrong end tag'],
    ['<xml/><xml/>', 'a second root'],
    ['<xml><a/></xml>tail', 'text behind the root'],
    ['<xml><a><![CDATA[x</a></xml>', 'an open CDATA section'],
    ['<xml><a>1</a><a>2</a></xml>', 'a scalar twice'],
    ['<!DOCTYPE xml><xml/>', 'a DOCTYPE'],
    ['<xml><!DOCTYPE x><a/></xml>', 'a DOCTYPE inside'],
    ['<xml><a>x & y</a></xml>', 'a bare ampersand'],
    [`${'<a>'.repeat(200)}${'</a>'.repeat(200)}`, 'too deep'],
  ])('%j is refused: %s', (xml) => {
    expect(() => parseXml(xml)).toThrow(AppError)
  })
})

test('values are text: nothing is trimmed, nothing becomes a number', () => {
  const fields = parseXml('<xml><a>007</a><b>1e5</b><c> true </c><d>23892506037395301</d><e/></xml>')
  expect(plain(fields)).toEqual({ a: '007', b: '1e5', c: ' true ', d: '23892506037395301', e: '' })
})

test('outside CDATA the predefined and numeric entities are decoded, inside none', () => {
  const fields = parseXml(
    '<xml><a>&lt;&amp;&#65;&#x4E2D;&apos;<![CDATA[&lt;&#65;]]></a><b>&x;&#0;&#xD800;</b></xml>',
  )
  expect(plain(fields)).toEqual({ a: "<&A中'&lt;&#65;", b: '&x;&#0;&#xD800;' })
})

test('a DOCTYPE inside CDATA is the fan’s text', () => {
  expect(parseXml('<xml><a><![CDATA[<!DOCTYPE x>]]></a></xml>')['a']).toBe('<!DOCTYPE x>')
})

test.each(['<![CDATA[', '<!--', '<', '&', '<a', '<a>', '<a b="', ']]>', '<!DOCTYPE ', '<?'])(
  'a mebibyte of %j is refused within a second',
  (piece) => {
    const xml = `<xml>${piece.repeat((1 << 20) / piece.length)}`
    expectCpuTimeBelow(1000, () => expect(() => parseXml(xml)).toThrow(AppError))
  },
)

test.each([
  '<item/>',
  '<List/>',
  '<A><item/></A>',
  '<![CDATA[x]]>',
  '<!---->',
  '&amp;',
  '<PicList><item/></PicList>',
  'x',
])('a mebibyte of %j in a well-formed document is read within a second', (piece) => {
  const xml = `<xml><N>${piece.repeat(Math.floor((1 << 20) / piece.length))}</N></xml>`
  expectCpuTimeBelow(1000, () => void parseXml(xml))
})
