/** The index is a short cut and nothing else: what it finds is what asking every route would find. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { answer, contains, query, regex, words } from '../../src/rule/index.ts'
import { parseRoute } from '../../src/rule/match.ts'
import { hear } from '../../src/rule/normalize.ts'
import { orderRoutes, type Route } from '../../src/rule/order.ts'
import type { Contains, Regex } from '../../src/rule/pattern.ts'
import { createIndex } from '../../src/rule/route-index.ts'
import type { QueryRule } from '../../src/rule/rule.ts'

const letter = fc.constantFrom(
  '甲',
  '乙',
  'a',
  'A',
  'Ａ',
  '1',
  '-',
  '—',
  '?',
  '。',
  ' ',
  '😀',
  'ß',
  'İ',
  '㎏',
)
const literal = fc.array(letter, { minLength: 1, maxLength: 4 }).map((letters) => letters.join(''))
const solid = literal.filter((text) => hear(text).squeezed !== '')
const text = fc.array(letter, { maxLength: 10 }).map((letters) => letters.join(''))

/** Often the same for several patterns, or none. */
const edge = fc.oneof(fc.constantFrom('', '甲', 'a?'), solid)

const template = fc
  .tuple(edge, solid, edge)
  .chain(([head, middle, tail]) =>
    fc.constantFrom(middle, `${head}{x}${tail}`, `${head}{x}${middle}{y}${tail}`, `{x} {y}${tail}`),
  )
/** Only ASCII signs mean something. */
const escaped = (source: string) => source.replace(/\s/g, '').replace(/[!-/:-@[-`{-~]/g, '\\$&')
const expression = solid.map((source) => regex(`${escaped(source) || 'a'}(?<x>.*)[a乙]?`))
const keyword = solid.map((word) => contains(word))

function ruleOf(pattern: string | Contains | Regex): QueryRule {
  const source = typeof pattern === 'string' ? pattern : pattern.kind === 'regex' ? '{x}' : ''
  const params = Object.fromEntries([...source.matchAll(/\{(\w)\}/g)].map(([, hole]) => [hole, words(5)]))
  const examples = [{ say: 'x', reply: 'x' }] as const
  return query({
    title: 't',
    pattern,
    params: params as never,
    examples,
    reply: () => answer('x'),
  }) as QueryRule
}

test('the routes that fit are found, all of them, in the order of the pipeline', () => {
  const pattern = fc.oneof({ weight: 4, arbitrary: template }, keyword, expression)
  fc.assert(
    fc.property(
      fc.array(pattern, { minLength: 1, maxLength: 12 }),
      fc.array(text, { maxLength: 8 }),
      (patterns, texts) => {
        const routes = orderRoutes(
          patterns.map((one, index) => ({ id: `r${index}`, file: 'x', rule: ruleOf(one) })),
        )
        const find = createIndex(routes)
        for (const heard of [
          ...texts,
          ...patterns.flatMap((one) => (typeof one === 'string' ? [one, `${one}。`] : [])),
        ].map(hear)) {
          const fitting = (some: Iterable<Route>) =>
            [...some].filter((route) => parseRoute(route, heard)).map(({ position }) => position)
          expect(fitting(find(heard))).toEqual(fitting(routes))
        }
      },
    ),
    { numRuns: 1_000 },
  )
})
