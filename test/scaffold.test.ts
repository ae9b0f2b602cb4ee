/** What `npm run new` writes goes through everything that `npm run check` asks, on a real database. */
import { join } from 'node:path'
import { generateMySQLDrizzleJson, generateMySQLMigration } from 'drizzle-kit/api'
import { sql } from 'drizzle-orm'
import prettier from 'prettier'
import { afterAll, describe, expect, test } from 'vitest'
import { checkReplies } from '../src/check/replies.ts'
import { checkTypes } from '../src/check/types.ts'
import { createDatabase } from '../src/db/connect.ts'
import { hear } from '../src/rule/normalize.ts'
import { compileTemplate } from '../src/rule/template.ts'
import { requireRulebook } from '../src/rulebook/load.ts'
import { draft } from '../src/scaffold/draft.ts'
import { scaffold } from '../src/scaffold/scaffold.ts'
import { tablesOf } from '../src/scaffold/table.ts'
import { emptyDatabase } from './support/database.ts'
import { FALLBACK, rulesFolder } from './support/rules.ts'
import * as schema from './support/scaffold-tables.ts'
import { quietLog } from './support/outputs.ts'

const tables = tablesOf(schema)

/** The rule for a pattern and a table, by the name of its file. */
const WISHES: Readonly<Record<string, readonly [pattern: string, table?: keyof typeof schema]>> = {
  'unique-by-name': ['书号{isbn}', 'books'],
  'unique-by-itself': ['查书{x}', 'books'],
  'counted-id': ['第{id}本', 'books'],
  'long-text': ['书名 {name}', 'books'],
  'exact-number': ['价格{price}', 'books'],
  'yes-or-no': ['借出{is_lent}', 'books'],
  'a-day': ['出版{published}', 'books'],
  'one-of-a-few': ['书架{shelf}', 'books'],
  'two-conditions': ['{shelf}里的{name}', 'books'],
  'a-list': ['所有的书', 'books'],
  'foreign-keys': ['订单{orderNo}', 'orders'],
  'by-foreign-key': ['客户{customer_id}', 'orders'],
  'by-foreign-key-of-text': ['卖了{isbn}', 'orders'],
  'a-choice-of-words': ['状态{state}', 'orders'],
  'a-day-of-a-datetime': ['买于{bought}', 'orders'],
  'a-day-of-a-timestamp': ['付于{paid}', 'orders'],
  'all-in-order': ['单{a}/{b}/{c}/{d}/{e}', 'orders'],
  'a-reference-without-key': ['电话{phone}', 'customers'],
  'not-unique': ['{hall}厅', 'seats'],
  'both-of-a-key': ['座位{hall}-{number}', 'seats'],
  'a-single-character': ['客人{guest}', 'seats'],
  'a-large-number': ['大{big}', 'figures'],
  'a-fraction': ['小{exact}', 'figures'],
  'a-large-decimal': ['整{whole}', 'figures'],
  'a-rough-number': ['约{rough}', 'figures'],
  'a-small-number': ['微{tiny}', 'figures'],
  'maybe-yes': ['可{yes}', 'figures'],
  'all-figures': ['数字', 'figures'],
  'a-date': ['日{day}', 'moments'],
  'a-date-as-text': ['天{dayText}', 'moments'],
  'a-datetime-as-text': ['时{at}', 'moments'],
  'a-timestamp-as-text': ['见{seen}', 'moments'],
  'a-time': ['开{opens}', 'moments'],
  'a-year': ['自{since}', 'moments'],
  'a-wall-clock': ['钟{wall}', 'moments'],
  'an-instant': ['刻{instant}', 'moments'],
  'days-and-times': ['从{day}起{opens}开{instant}', 'moments'],
  'awkward-names': ['班{class}', 'query'],
  'a-dash-in-a-name': ['号{order_no} {query}', 'query'],
  'nothing-but-a-code': ['有没有{code}', 'codes'],
  'nothing-but-codes': ['有什么', 'codes'],
  'a-tree': ['在哪{name}', 'places'],
  'what-is-unknown': ['照片{name}', 'photos'],
  'no-table': ['营业时间'],
  'no-table-with-holes': ['从{from}到{to}'],
  'spaces-and-signs': ["it's `${price}` \\ {a}"],
}
/** What fans have said, by the name of the file that is drafted for it. */
const ASKED: Readonly<Record<string, readonly [string, ...string[]]>> = {
  'said-of-a-code': ['978-7-1有货吗', '978-7-2 有货吗？', '９７８－７－１有货吗'],
  'said-of-a-number': ['3号位谁坐', '14号位谁坐'],
  'said-of-two-columns': ['978-7-3在A7-1店有吗', '978-7-4在A7-2店有吗'],
  'said-of-nothing-known': ['第12栋', '第7栋'],
  'said-of-two-things': ['3到4多远', '5到16多远'],
  'said-without-codes': ['opening hours?', '"Opening hours"'],
  'said-with-signs': ['it\'s "\\ `$1` */ <a href="//x">', 'it\'s "\\ `$2` */ <a href="//x">'],
  'said-with-braces': ['{a}是什么'],
  'said-backwards': ['\u202e反的\u2066话\u0007\n好'],
  'said-of-somebody': ['电话13812345678的快递'],
}
const KNOWN = [
  ['books', 'isbn', ['978-7-101']],
  ['shops', 'code', ['A7-2', 'B12-1']],
  ['shops', 'book', ['978-7-3']],
  ['desks', 'number', ['14']],
] as const

const ids = Object.keys(WISHES)
const drafts = Object.keys(ASKED)
const rules = new Map(await Promise.all(ids.map(async (id) => [id, await written(id)] as const)))
for (const id of drafts) rules.set(id, await drafted(id))

const project = rulesFolder({
  'package.json': JSON.stringify({
    type: 'module',
    imports: { '#rule': './engine.ts', '#schema': './schema.ts' },
  }),
  'engine.ts': `export * from '../../../src/rule/index.ts'\n`,
  'schema.ts': `export * from '../../support/scaffold-tables.ts'\n`,
  'rules/fallback.ts': FALLBACK,
  ...Object.fromEntries([...rules].map(([id, { source }]) => [`rules/${id}.ts`, source])),
})
const folder = join(project, 'rules')
const rulebook = await requireRulebook(folder)
const database = await databaseWithTables()
const replies = await checkReplies({ rulebook, write: database.write, log: quietLog() })
const types = await checkTypes([folder], project)

async function written(id: string) {
  const [pattern = '', name] = WISHES[id] ?? []
  const table = tables.find((one) => one.name === name)
  const made = scaffold({ title: `规则 ${id}`, pattern: compileTemplate(pattern), table, tables })
  return { ...made, source: await prettier.format(made.source, await formatOf('rules/x.ts')) }
}

async function drafted(id: string) {
  const wordings = ASKED[id] ?? []
  const known = KNOWN.flatMap(([name, key, values]) =>
    tables.flatMap((table) =>
      table.fields.flatMap((field) =>
        table.name === name && field.key === key ? [{ table, field, values }] : [],
      ),
    ),
  )
  const asked = { account: 'main', n: wordings.length, wordings }
  const made = draft(asked, { rules: [], tables, known, id, title: `规则 ${id}` })
  return { ...made, source: await prettier.format(made.source, await formatOf('rules/x.ts')) }
}

async function formatOf(filepath: string) {
  return { ...(await prettier.resolveConfig(filepath)), filepath }
}

async function databaseWithTables() {
  const made = createDatabase({ url: await emptyDatabase() })
  afterAll(() => made.close())
  const nothing = await generateMySQLDrizzleJson({})
  const statements = await generateMySQLMigration(nothing, await generateMySQLDrizzleJson({ ...schema }))
  for (const statement of statements) await made.write.execute(sql.raw(statement))
  return made
}

const problemsOf = (id: string) =>
  [...replies, ...types]
    .filter(({ file }) => file === join(folder, `${id}.ts`))
    .map(({ line, message }) => `${line} ${message}`)

describe('a rule that is written', () => {
  test.each([...ids, ...drafts])(
    '%s: compiles, and every example gets its reply from a real database',
    (id) => {
      expect(problemsOf(id).join('\n'), rules.get(id)?.source).toBe('')
    },
  )

  test.each([...ids, ...drafts])('%s: imports what it uses and nothing else', (id) => {
    const source = rules.get(id)?.source ?? ''
    const [imports = '', body = ''] = source.split('\nexport default ')
    for (const [, names = ''] of imports.matchAll(/import \{ (.+) \}/g))
      for (const name of names.split(', '))
        expect(body).toMatch(new RegExp(`\\b${name.split(' ').at(-1)}\\b`))
  })

  test('has an example with an answer, and one with nothing found where there is something to find', () => {
    for (const [id, { source, obstacles }] of rules) {
      if (obstacles.length === 0) expect(source, id).toMatch(/\breply:\s+'/)
      const isAsking = /\{\w+\}/.test(WISHES[id]?.[0] ?? '') && WISHES[id]?.[1] !== undefined
      if (isAsking) expect(source, id).toContain(`outcome: 'missing'`)
    }
  })
})

test('a stop that a phone puts after a code is none of it', () => {
  const [decision] = rulebook.of('main').router.hear(hear('书号10-02。')).matches()
  expect(decision).toMatchObject({ kind: 'matched', params: { isbn: '10-02' } })
})

test('a unique column is looked up, one that is not lists its rows, and several are asked together', () => {
  expect(rules.get('unique-by-name')?.source).toContain('await lookup(books, { isbn })')
  expect(rules.get('unique-by-itself')?.source).toContain('await lookup(books, { isbn: x })')
  expect(rules.get('not-unique')?.source).toContain('await lookupAll(seats, { hall })')
  expect(rules.get('both-of-a-key')?.source).toContain(
    '.where(and(eq(seats.hall, hall), eq(seats.number, Number(number))))',
  )
  expect(rules.get('a-list')?.source).toContain('await db.select().from(books).limit(20)')
})

test('a draft asks the columns whose values look like what fans have typed', () => {
  expect(rules.get('said-of-a-code')?.source).toContain('await lookup(books, { isbn: book })')
  expect(rules.get('said-of-a-number')?.source).toContain('await lookup(desks, { number: Number(desk) })')
  expect(rules.get('said-of-two-columns')?.source).toContain(
    '.where(and(eq(shops.book, book), eq(shops.code, code',
  )
})

test('a row that nobody can make up is left out, and the file and the command say why', () => {
  expect(rules.get('a-tree')?.obstacles).toEqual(['places 的外键绕回了 places'])
  expect(rules.get('what-is-unknown')?.obstacles).toEqual(['不知道 photos 的列 data 里能写什么'])
  expect(rules.get('what-is-unknown')?.source).toContain(
    '// 请补上 given 和一个有回答的示例（不知道 photos 的列 data 里能写什么）。',
  )
})
