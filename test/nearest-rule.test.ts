/** What comes closest to a question without an answer, with the reason; quick, however many rules there are. */
import { expect, test } from 'vitest'
import { code, contains, answer, query } from '../src/rule/index.ts'
import { createRouter } from '../src/rule/router.ts'
import { nearestIn } from '../src/scaffold/alike.ts'
import { expectCpuTimeBelow } from './support/cpu-time.ts'
import { rulebookOf } from './support/rulebook.ts'

const rule = (pattern: `${string}{part}`, say: string) =>
  query({
    title: pattern,
    pattern,
    params: { part: code(/^\d{1,3}-\d{1,4}$/, '编号形如 18-546') },
    examples: [{ say, reply: 'x' }],
    reply: () => answer('x'),
  })

const { rules } = rulebookOf({
  location: rule('?{part}', '?18-546'),
  stock: rule('库存{part}', '库存18-546'),
  hours: query({
    title: 't',
    pattern: '营业时间',
    examples: [{ say: '营业时间', reply: 'x' }],
    reply: () => answer('x'),
  }),
  price: query({
    title: 't',
    pattern: contains('价格'),
    examples: [{ say: '价格', reply: 'x' }],
    reply: () => answer('x'),
  }),
})
const find = nearestIn(createRouter(rules))

test.each([
  ['18-546在哪', 'location', 'alike', '?18-546', undefined],
  ['#-#在哪', 'location', 'alike', '?18-546', undefined],
  ['还有库存吗18-546', 'stock', 'alike', '库存18-546', undefined],
  ['你们的营业时间是', 'hours', 'alike', '营业时间', undefined],
  ['营业时问', 'hours', 'suggested', '营业时间', undefined],
  ['库存18', 'stock', 'refuses', '库存18-546', '编号形如 18-546'],
  ['现在价格多少', 'price', 'answers', '价格', undefined],
])('%s: %s, which %s', (text, id, kind, example, reason) => {
  const { named, ...rest } = find(text) ?? {}
  expect([named?.id, rest]).toEqual([
    id,
    reason === undefined ? { kind, example } : { kind, example, reason },
  ])
})

test('nothing is near a text that has nothing in common with any rule', () => {
  expect(find('你是谁')).toBeUndefined()
})

test('a page of fifty questions takes less than 100 ms with a thousand rules', () => {
  const letter = (index: number) => String.fromCodePoint(0x4e00 + index)
  const many = Array.from({ length: 1000 }, (_, index) => {
    const prefix = `查询${letter(index)}`
    return { id: `r${index}`, file: `r${index}.ts`, rule: rule(`${prefix}{part}`, `${prefix}18-546`) }
  })
  const router = createRouter(many)
  const texts = Array.from({ length: 50 }, (_, index) => `请问${letter(index * 7)}的18-${index}在哪里`)
  expectCpuTimeBelow(100, () => void texts.map(nearestIn(router)))
})
