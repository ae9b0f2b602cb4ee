/** Patterns and what they hear, asked of the router as a message would. */
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { AppError } from '../../src/errors.ts'
import { answer, code, digits, query, words } from '../../src/rule/index.ts'
import { compilePattern } from '../../src/rule/pattern.ts'
import type { QueryRule } from '../../src/rule/rule.ts'
import { createRouter } from '../../src/rule/router.ts'
import { textDecisions } from '../../src/rulebook/rehearse.ts'

const examples = [{ say: 'x', reply: 'x' }] as const
const reply = () => answer('x')

/** The rule that wins and its params; `invalid` and the like by their kind. */
function ask(rules: Readonly<Record<string, QueryRule>>, text: string): unknown {
  const router = createRouter(Object.entries(rules).map(([id, rule]) => ({ id, file: `${id}.ts`, rule })))
  const [decision] = textDecisions(text, router)
  if (!decision || decision.kind === 'reserved') return decision?.kind ?? 'none'
  return decision.kind === 'matched' ? { [decision.named.id]: decision.params } : decision.kind
}

test.each(['?', 'C++', 'a+b', '(x', '.*', '[a-z]', '$1', '^', '\\d'])('%j means itself', (pattern) => {
  const rules = { it: query({ title: 't', pattern, examples, reply }) }
  expect(ask(rules, pattern)).toEqual({ it: {} })
  expect(ask(rules, `${pattern}1`)).toBe('none')
  expect(['none', 'suggestion']).toContain(ask(rules, `a${pattern}`))
})

describe('holes', () => {
  const range = {
    range: query({
      title: 't',
      pattern: '{from}到{to}',
      params: { from: digits(), to: digits() },
      examples,
      reply,
    }),
  }
  test('between literals', () => {
    expect(ask(range, '１ 到 20')).toEqual({ range: { from: '1', to: '20' } })
    expect(ask(range, '1到')).toBe('invalid')
  })
  const dashed = {
    dashed: query({
      title: 't',
      pattern: '{a}-{b}',
      params: { a: code(/[a-z-]+/, 'x'), b: digits() },
      examples,
      reply,
    }),
  }
  test('that may hold their own separator take the first cut that all accept', () => {
    expect(ask(dashed, 'a-b-7')).toEqual({ dashed: { a: 'a-b', b: '7' } })
  })
  const two = {
    two: query({
      title: 't',
      pattern: '查 {name} {count}',
      params: { name: words(), count: digits() },
      examples,
      reply,
    }),
  }
  test('parted by a space need that space, and no other one', () => {
    expect(ask(two, '查　螺 丝   5')).toEqual({ two: { name: '螺 丝', count: '5' } })
    expect(ask(two, '查螺丝5')).toBe('none')
  })
  test('words() keeps what the fan typed, code() what was meant', () => {
    const rules = {
      raw: query({ title: 't', pattern: '搜{text}', params: { text: words() }, examples, reply }),
      code: query({ title: 't', pattern: '码{text}', params: { text: code(/.+/, 'x') }, examples, reply }),
    }
    expect(ask(rules, '搜 Café　５㎡ ')).toEqual({ raw: { text: 'Café　５㎡' } })
    expect(ask(rules, '搜 e\u0301a—b')).toEqual({ raw: { text: 'e\u0301a—b' } })
    expect(ask(rules, '码 Ａ 5㎡。')).toEqual({ code: { text: 'A5m2。' } })
  })
  test('keep a leading zero and never read 1e2 or 0x12 as a number', () => {
    const rules = { it: query({ title: 't', pattern: '#{n}', params: { n: digits() }, examples, reply }) }
    expect(ask(rules, '#018')).toEqual({ it: { n: '018' } })
    expect(ask(rules, '#1e2')).toBe('invalid')
    expect(ask(rules, '#0x12')).toBe('invalid')
    expect(ask(rules, '#')).toBe('invalid')
  })
  test('take any zod schema', () => {
    const rules = {
      it: query({
        title: 't',
        pattern: '第{n}题',
        params: { n: z.coerce.number().int().max(9) },
        examples,
        reply,
      }),
    }
    expect(ask(rules, '第３题')).toEqual({ it: { n: 3 } })
    expect(ask(rules, '第10题')).toBe('invalid')
  })
  test('a code with a sticky or global format is the same the second time', () => {
    const rules = {
      it: query({ title: 't', pattern: '#{n}', params: { n: code(/\d/gy, 'x') }, examples, reply }),
    }
    expect([ask(rules, '#1'), ask(rules, '#1')]).toEqual([{ it: { n: '1' } }, { it: { n: '1' } }])
  })
})

describe('what a fan may type', () => {
  test.each([
    ['{a} {b} {c} {d}号', 'x '.repeat(1000)],
    ['从{a}-{b}-{c}-{d}到{e}', `从${'-'.repeat(2000)}`],
    ['{a}的{b}的{c}', '的'.repeat(5000)],
  ])('takes no time in %s', (pattern, text) => {
    const params = Object.fromEntries(
      compilePattern(pattern)
        .flatMap(({ holes }) => holes)
        .map((hole) => [hole, digits()]),
    )
    const rules = {
      it: query({ title: 't', pattern, params: params as never, examples, reply }) as QueryRule,
    }
    const start = performance.now()
    ask(rules, text)
    expect(performance.now() - start).toBeLessThan(300)
  })
  test('words() that a maintainer refines stay words', () => {
    const word = words().refine((text) => text !== 'x')
    const rules = { it: query({ title: 't', pattern: '查{text}', params: { text: word }, examples, reply }) }
    expect(ask(rules, '查 Tom  Ｌee')).toEqual({ it: { text: 'Tom  Ｌee' } })
    expect(ask(rules, '今天天气')).toBe('none')
  })
  test('a suggestion repeats it as typed, whatever a replacement string would make of it', () => {
    const params = { n: code(/\$[&5]/, 'x') }
    const rule = query({
      title: 't',
      pattern: '价{n}',
      params,
      examples: [{ say: '价$&', reply: 'x' }],
      reply,
    })
    const [decision] = textDecisions('$&。', createRouter([{ id: 'it', file: 'it.ts', rule }]))
    expect(decision?.kind === 'suggestion' && decision.text).toContain('>价$&</a>')
  })
  test('no suggestion is made of a very long code', () => {
    const rules = {
      it: query({
        title: 't',
        pattern: '#{n}',
        params: { n: code(/\d+/, 'x') },
        examples: [{ say: '#1', reply: 'x' }],
        reply,
      }),
    }
    expect(ask(rules, '1')).toBe('suggestion')
    expect(ask(rules, '1'.repeat(1200))).toBe('none')
  })
})

describe('the most specific rule wins', () => {
  const any = { text: words() }
  const rules = {
    open: query({ title: 't', pattern: '{text}吗', params: any, examples, reply }),
    short: query({ title: 't', pattern: '查{text}', params: any, examples, reply }),
    long: query({ title: 't', pattern: '查库存{text}', params: any, examples, reply }),
    exact: query({ title: 't', pattern: '查库存', examples, reply }),
  }
  test.each([
    ['查库存', 'exact'],
    ['查库存！', 'exact'],
    ['查 库 存', 'exact'],
    ['查库存A1', 'long'],
    ['查价格', 'short'],
    ['有货吗', 'open'],
    ['查货吗', 'short'],
  ])('%s: %s', (text, id) => {
    expect(Object.keys(ask(rules, text) as object)).toEqual([id])
  })
  test('case is folded for literals only', () => {
    const cased = {
      it: query({ title: 't', pattern: 'SN{n}', params: { n: code(/[A-Z]\d/, 'x') }, examples, reply }),
    }
    expect(ask(cased, 'snA1')).toEqual({ it: { n: 'A1' } })
    expect(ask(cased, 'SNa1')).toBe('invalid')
  })
})

test.each([
  ['', '是空的'],
  [' 　', '是空的'],
  ['{a}{b}', '紧挨着'],
  ['{a}x{a}', '同名'],
  ['{a-b}', '合法'],
  ['{}', '合法'],
  ['{a', '成对'],
  ['a}', '成对'],
])('the pattern %j is refused: %s', (pattern, reason) => {
  expect(() => compilePattern(pattern)).toThrow(AppError)
  expect(() => compilePattern(pattern)).toThrow(reason)
})
