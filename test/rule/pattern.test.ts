/** Patterns and what they hear, asked of the router as a message would. */
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { AppError } from '../../src/errors.ts'
import { answer, code, contains, digits, query, regex, words } from '../../src/rule/index.ts'
import { compilePattern } from '../../src/rule/pattern.ts'
import type { QueryRule } from '../../src/rule/rule.ts'
import { createRouter } from '../../src/rule/router.ts'
import { textDecisions } from '../../src/rulebook/rehearse.ts'
import { expectCpuTimeBelow } from '../support/cpu-time.ts'

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
    expectCpuTimeBelow(300, () => void ask(rules, text))
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

describe('contains', () => {
  const rules = {
    price: query({ title: 't', pattern: contains('价格', '多少钱'), examples, reply }),
    list: query({ title: 't', pattern: contains('价格表'), examples, reply }),
    wifi: query({ title: 't', pattern: [contains('WiFi'), '密码'], examples, reply }),
  }
  test.each([
    ['请问价格是？', 'price'],
    ['这个多 少 钱', 'price'],
    ['你们的价格表呢', 'list'],
    ['ｗｉｆｉ密码多少', 'wifi'],
    ['密码', 'wifi'],
  ])('%s: %s', (text, id) => {
    expect(ask(rules, text)).toEqual({ [id]: {} })
  })
  test('hears nothing else', () => {
    expect(ask(rules, '今天天气怎么样')).toBe('none')
  })
  test('comes after every template', () => {
    const room = query({ title: 't', pattern: '{room}的价格', params: { room: words() }, examples, reply })
    expect(ask({ ...rules, room }, '大床房的价格')).toEqual({ room: { room: '大床房' } })
  })
})

describe('regex', () => {
  const rules = {
    it: query({
      title: 't',
      pattern: regex('(?:查|问)(?<from>[a-z]+)到(?<to>.+?)的?票'),
      params: { from: code(/[A-Z]+/i, 'x'), to: words() },
      examples,
      reply,
    }),
  }
  test('is the whole message, without spaces and without case, and its groups are the holes', () => {
    expect(ask(rules, '查 Bei 到 Ｓhang Hai 的票')).toEqual({ it: { from: 'Bei', to: 'Ｓhang Hai' } })
    expect(ask(rules, '我查Bei到上海的票')).toBe('none')
  })
  test('whose group is not what its param wants is a near miss', () => {
    const strict = query({
      title: 't',
      pattern: regex('房(?<n>.+)'),
      params: { n: digits(3, 3) },
      examples,
      reply,
    })
    expect(ask({ strict }, '房12')).toBe('invalid')
    expect(ask({ strict }, '房 123')).toEqual({ strict: { n: '123' } })
  })
  test.each(['房 123。', '房123？'])('is heard in %s, with a final stop', (text) => {
    const room = query({
      title: 't',
      pattern: regex('房(?<n>\\d+)'),
      params: { n: digits(3, 3) },
      examples,
      reply,
    })
    expect(ask({ room }, text)).toEqual({ room: { n: '123' } })
  })
  test('an absent group is an empty value', () => {
    const maybe = query({
      title: 't',
      pattern: regex('房(?<n>\\d+)?'),
      params: { n: digits(0, 3) },
      examples,
      reply,
    })
    expect(ask({ maybe }, '房')).toEqual({ maybe: { n: '' } })
  })
  test('knows JavaScript’s way to write a script', () => {
    const han = query({ title: 't', pattern: regex('我叫\\p{Script=Han}{2,4}'), examples, reply })
    expect(ask({ han }, '我叫张三')).toEqual({ han: {} })
  })
  test.each(['(a+)+b', '(a|a)*b', '(.*)*x', '([a-z]+)*1'])(
    'takes no time for %s, in a pattern and in a code',
    (source) => {
      const evil = query({ title: 't', pattern: regex(`进${source}`), examples, reply })
      const coded = query({
        title: 't',
        pattern: '出{n}',
        params: { n: code(new RegExp(source), 'x') },
        examples,
        reply,
      })
      const both = ['进', '出'].map((start) => `${start}${'a'.repeat(5000)}c`)
      expectCpuTimeBelow(1000, () => both.forEach((text) => ask({ evil, coded }, text)))
    },
  )
})

describe('one suggestion', () => {
  const rules = {
    weather: query({ title: 't', pattern: '查天气', examples, reply }),
    room: query({
      title: 't',
      pattern: '预订{what}',
      params: { what: words() },
      examples: [{ say: '预订大床房', reply: 'x' }],
      reply,
    }),
    part: query({
      title: 't',
      pattern: '零件{n}',
      params: { n: code(/^\d\d-\d$/, 'x') },
      examples: [{ say: '零件18-5', reply: 'x' }],
      reply,
    }),
  }
  const router = createRouter(Object.entries(rules).map(([id, rule]) => ({ id, file: `${id}.ts`, rule })))
  const suggested = (text: string) => {
    const [decision] = textDecisions(text, router)
    return decision?.kind === 'suggestion' ? />(.+?)<\/a>/.exec(decision.text)?.[1] : undefined
  }
  test.each([
    ['查天汽', '查天气'],
    ['查查天气', '查天气'],
    ['查天', '查天气'],
    ['天查气', '查天气'],
    ['预定大床房', '预订大床房'],
    ['１８—５。', '零件18-5'],
    ['零仵 18 - 5', '零件18-5'],
    ['另件18-5。', '零件18-5'],
    ['零零件18-5', '零件18-5'],
    ['请预订小床房', undefined],
  ])('%s: %s', (text, suggestion) => {
    expect(suggested(text)).toBe(suggestion)
  })
  test('nobody’s few words are taken for a name whose prefix was forgotten', () => {
    const staff = query({
      title: 't',
      pattern: '电话{name}',
      params: { name: code(/\p{Script=Han}+/u, 'x') },
      examples: [{ say: '电话张伟', reply: 'x' }],
      reply,
    })
    expect(ask({ staff }, '你好啊')).toBe('none')
  })
  test.each(['今天天气好', '零件x18-5', '零仵18-', '零仵18-55'])('%s is not guessed at', (text) => {
    expect(suggested(text) ?? '').not.toContain('18-')
  })
})

describe('a literal at the end', () => {
  const rules = {
    city: query({ title: 't', pattern: '{city}天气', params: { city: words(5) }, examples, reply }),
  }
  test.each(['北京天气', '北京天气。', '北京 天气？', '北京天气~~'])('is heard in %s', (text) => {
    expect(ask(rules, text)).toEqual({ city: { city: '北京' } })
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
