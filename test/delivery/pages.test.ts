/** Texts too long for WeChat, cut into pages. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cutPage } from '../../src/delivery/pages.ts'
import { expectCpuTimeBelow } from '../support/cpu-time.ts'

const TRAILER = '\n→'
const bytes = (text: string) => Buffer.byteLength(text)

/** All pages, without their trailers. */
function pagesOf(text: string, limit: number): string[] {
  const pages: string[] = []
  for (let rest = text; rest !== '';) {
    const cut = cutPage(rest, limit, TRAILER)
    expect(bytes(cut.page)).toBeLessThanOrEqual(limit)
    expect(cut.rest.length).toBeLessThan(rest.length)
    expect(cut.page.endsWith(TRAILER)).toBe(cut.rest !== '')
    pages.push(cut.rest === '' ? cut.page : cut.page.slice(0, -TRAILER.length))
    rest = cut.rest
  }
  return pages
}

test('a text of exactly the limit is one page, without a trailer', () => {
  expect(cutPage('字'.repeat(10), 30, TRAILER)).toEqual({ page: '字'.repeat(10), rest: '' })
  expect(cutPage('字'.repeat(11), 30, TRAILER).rest).not.toBe('')
})

describe('a longer one', () => {
  test('is cut at the end of a line', () => {
    expect(pagesOf('第一行\n第二行\n第三行', 24)).toEqual(['第一行\n第二行', '第三行'])
  })
  test('of one line is cut between characters as people see them', () => {
    expect(pagesOf('👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦', 60)).toEqual(['👨‍👩‍👧‍👦👨‍👩‍👧‍👦', '👨‍👩‍👧‍👦'])
    expect(pagesOf('e\u0301'.repeat(9), 24)).toEqual(['e\u0301'.repeat(6), 'e\u0301'.repeat(3)])
  })
  test('is never cut inside a link, nor at a line that ends inside one', () => {
    const link = '<a href="https://example.com/a">第一\n第二</a>'
    expect(pagesOf(`前面的话${link}后面的话`, bytes(link) + 6)).toEqual(['前面的话', link, '后面的话'])
  })
  test('with a link that fits no page is refused', () => {
    expect(() => cutPage(`<a href="https://example.com/${'x'.repeat(40)}">x</a>`, 60, TRAILER)).toThrow(
      /链接太长，超过了 56 字节/,
    )
  })
  test('with what claims to be one endless character is cut all the same', () => {
    expect(pagesOf(`a${'\u0301'.repeat(100)}`, 60).join('')).toBe(`a${'\u0301'.repeat(100)}`)
  })
})

test('no page is too long, none is empty, nothing but white space at the cuts is lost', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.constantFrom('\n', '\n\n', '<a href="x">链接</a>', '<a b', '汉字汉字', '👨‍👩‍👧‍👦'),
  )
  const texts = fc
    .array(piece, { maxLength: 40 })
    .map((pieces) => pieces.join('').trim())
    .filter((text) => !/<a\b[^>]{30}/.test(text))
  fc.assert(
    fc.property(texts, fc.integer({ min: 100, max: 200 }), (text, limit) => {
      const pages = pagesOf(text, limit)
      expect(pages.every((page) => page.trim() !== '')).toBe(true)
      const bare = (all: string) => all.replace(/\s+/g, '')
      expect(bare(pages.join(''))).toBe(bare(text))
    }),
    { numRuns: 500 },
  )
})

test('a mebibyte is cut within a second', () => {
  const units = ['字', '<a ', '<a href="x">', '\n', 'a\u0301', ' ']
  const texts = units.map((unit) => `${unit.repeat(1 << 18)}x`)
  expectCpuTimeBelow(1000, () => texts.forEach((text) => cutPage(text, 2000, TRAILER)))
})
