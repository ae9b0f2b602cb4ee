/** From what fans keep asking to a rule file: its pattern, its table, its examples; whatever they have typed. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as schema from '../drizzle/schema.ts'
import * as engine from '../src/rule/index.ts'
import { createRouter } from '../src/rule/router.ts'
import { problemsBeside } from '../src/rulebook/beside.ts'
import { withoutPersonal } from '../src/scaffold/code-shape.ts'
import { draft, type DraftDeps } from '../src/scaffold/draft.ts'
import { knownFromRules } from '../src/scaffold/known.ts'
import { tablesOf } from '../src/scaffold/table.ts'
import { rulebookOf } from './support/rulebook.ts'

const { answer, code, contains, query } = engine
const partLocation = query({
  title: '查零件的工作台位',
  pattern: '?{part}',
  params: { part: code(/^\d{1,3}-\d{1,4}$/, '零件编号形如 18-546') },
  given: [[schema.parts, { code: '18-546', workstation: '车体新厂房3号' }]],
  examples: [{ say: '?18-546', reply: 'x' }],
  reply: () => answer('x'),
})
const rulebook = rulebookOf({ 'part-location': partLocation })
const tables = tablesOf(schema)
const known = knownFromRules(rulebook.rules, tables)

const drafted = (wordings: readonly string[], n = wordings.length, more: Partial<DraftDeps> = {}) =>
  draft({ account: 'main', n, wordings }, { rules: rulebook.rules, tables, known, ...more })

/** The rule of a drafted file, and everything that it says. */
function read(source: string) {
  const body = source.replaceAll(/^import .*\n/gm, '').replace('export default', 'return')
  const make = new Function(...Object.keys(engine), 'parts', body) as (...all: unknown[]) => unknown
  return make(...Object.values(engine), schema.parts) as ReturnType<typeof query>
}

describe('the pattern of what fans ask', () => {
  test.each<[string[], string, number?]>([
    [['18-546在哪', '17-22在哪'], '{part}在哪'],
    [['１８—５４６ 在哪？', '17 - 22在哪'], '{part}在哪'],
    [['查一下18-546 的位置'], '查一下{part}的位置'],
    [['零件：18-546。'], '零件:{part}'],
    [['营业时间', '营业时间？'], '营业时间', 40],
    [['opening hours'], 'opening hours'],
    [['wifi6密码'], '{value}密码', 2],
    [['wifi6密码'], 'wifi6密码', 3],
    [['5号车间电话'], '5号车间电话', 9],
    [['5号车间电话', '6号车间电话'], '{value}号车间电话', 9],
    [['18-546在哪'], '{part}在哪', 9],
    [['3号线到7号线', '3号线到9号线'], '3号线到{value}号线', 9],
    [['12 到 3'], '{value}到{value2}'],
    [['12 34'], '{value} {value2}'],
    [['a{b}'], `contains('a{b}')`],
    [['订单AB-1024到了吗', '订单CD-7到了吗'], '订单{value}到了吗'],
  ])('%s: %s', (wordings, pattern, n = wordings.length) => {
    expect(drafted(wordings, n, { title: 't' }).pattern).toBe(pattern)
  })

  test('asks the table whose key looks like what they typed, and has their words for examples', () => {
    const { source, guess, id } = drafted(['18-546在哪', '17-22在哪？', '１８-546 在哪'])
    expect([id, guess?.table.name, guess?.value]).toEqual(['parts-by-part', 'parts', '18-546'])
    expect(source).toContain(String.raw`code(/^\d{1,3}-\d{1,4}$/, "编号形如 18-546")`)
    expect(read(source).examples).toEqual([
      { say: '18-546在哪', reply: '「18-546」\nworkstation：示例' },
      { say: '17-22在哪？', outcome: 'missing' },
      { say: '１８-546 在哪', reply: '「18-546」\nworkstation：示例' },
    ])
  })

  test('goes into the folder of an account that has rules of its own', () => {
    const own = { ...rulebook.rules[0], id: 'main/x', account: 'main' } as (typeof rulebook.rules)[number]
    expect(drafted(['营业时间'], 1, { rules: [own] }).id).toBe('main/answer')
  })
})

describe('what cannot be drafted is told with the reason', () => {
  test.each([
    ['a text that another rule hears', ['?18546'], /和规则 part-location（查零件的工作台位）的一样/],
    ['a reserved word', ['取1234'], /和保留的「取…」冲突/],
    ['stops and nothing else', ['???', '。'], /没有文字/],
    ['an emoji', ['🎉'], /没有文字/],
    ['a whole story', ['从前有座山，'.repeat(12)], /超过 60 个字/],
    ['a code between braces', ['{18-3}'], /花括号/],
    ['what is no longer in the message log', [], /到期删除/],
    ['nothing but a code has no title', ['18-546'], /没有写标题/],
  ])('%s', (_, wordings, message) => {
    expect(() => drafted(wordings)).toThrow(message)
  })

  test('a rule that would take the examples of another, or give its own away', () => {
    const near = rulebookOf({
      all: query({
        title: 't',
        pattern: contains('在哪'),
        examples: [
          { say: '17-3在哪里', reply: 'x' },
          { say: '18-1在哪', reply: 'x' },
        ],
        reply: () => answer('x'),
      }),
    })
    const { id, rule } = drafted(['18-546在哪'])
    expect(problemsBeside({ id, file: 'x.ts', rule }, rulebook)).toEqual([])
    expect(problemsBeside({ id, file: 'x.ts', rule }, near).map(({ message }) => message)).toEqual([
      expect.stringContaining('示例「18-1在哪」由 x.ts 的规则 parts-by-part 回答了，而不是 all'),
    ])
  })
})

test.each([
  ['我的电话13812345678', '我的电话00000000000'],
  ['我的电话138 1234 5678', '我的电话000 0000 0000'],
  ['我的电话１３８-１２３４-５６７８', '我的电话000-0000-0000'],
  ['证号11010519491231002X', '证号00000000000000000X'],
])('%s is nobody else’s business: it stands in the file as %s', (text, shown) => {
  const { source } = drafted([text], 9)
  expect(source).toContain(`say: "${shown}"`)
  expect(source).not.toMatch(/[1-9]{3,}\d|１３８/)
})

const fragments = fc.constantFrom(
  ...[
    "'",
    '"',
    '`',
    '\\',
    '${globalThis.hacked = 1}',
    '{',
    '}',
    '{a}',
    '*/',
    '//',
    '\n',
    '\r',
    '\u2028',
    '\0',
  ],
  ...[
    '\u202e',
    '\u2066',
    '\u200b',
    '\ufeff',
    '\u061c',
    '\ud800',
    '<a href="x">',
    '</script>',
    '在哪',
    '18-546',
    '?',
  ],
  ...['é', '👨‍👩‍👧', '!', ' ', '```', '-->', '\\u0027', '\\', '；', '%', 'İ', '①', '確', '\u3000'],
)
const hostile = fc.array(fc.oneof(fragments, fc.string({ unit: 'binary', maxLength: 4 })), { maxLength: 10 })

/** A keyword is written as it is heard. */
const plainly = (pattern = '') => pattern.replaceAll(' ', '').toLowerCase()

test('whatever a fan types, the file is sound, says what was typed, and does nothing', () => {
  fc.assert(
    fc.property(hostile, (pieces) => {
      const text = pieces.join('')
      let made: ReturnType<typeof draft>
      try {
        made = drafted([text], 1, { title: pieces.at(0) === '?' ? undefined : '标题' })
      } catch (error) {
        expect((error as Error).name).toBe('AppError')
        return
      }
      expect(made.source).not.toMatch(/[\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]|(?!\n)\p{Cc}/u)
      const rule = read(made.source)
      expect(Reflect.get(globalThis, 'hacked')).toBeUndefined()
      expect(rule.examples[0]).toMatchObject({ say: withoutPersonal(text) })
      const [route] = createRouter([{ id: 'x', file: 'x.ts', rule }]).routes
      expect(plainly(route?.compiled.source)).toBe(plainly(made.pattern))
      // The one thing that is heard by now: the fallback's own example.
      const given = plainly(made.pattern) === 'x' ? [expect.objectContaining({ file: 'rest.ts' })] : []
      expect(problemsBeside({ id: made.id, file: 'x.ts', rule }, rulebook)).toEqual(given)
    }),
    {
      numRuns: 500,
      examples: [
        [['\u202e`${globalThis.hacked = 1}*/']],
        [['{', '18-546', '}']],
        [['\\u0027', '18-546', '18-546']],
        [['𝗫']],
      ],
    },
  )
})
