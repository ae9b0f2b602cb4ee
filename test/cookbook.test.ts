/** docs/rules.md and docs/rules.zh-CN.md: every recipe loads, compiles and gives the replies that it promises. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateMySQLDrizzleJson, generateMySQLMigration } from 'drizzle-kit/api'
import { sql } from 'drizzle-orm'
import { migrate } from 'drizzle-orm/mysql2/migrator'
import { afterAll, expect, test } from 'vitest'
import { checkReplies, examplesOf } from '../src/check/replies.ts'
import { checkTypes } from '../src/check/types.ts'
import { createDatabase } from '../src/db/connect.ts'
import { loadRulebook, requireRulebook } from '../src/rulebook/load.ts'
import { messageFrom } from '../src/wechat/message.ts'
import { createAsk } from './support/answer.ts'
import { emptyDatabase } from './support/database.ts'
import { quietLog } from './support/outputs.ts'
import { temporaryFolder } from './support/process.ts'
import { FALLBACK, rulesFolder } from './support/rules.ts'

type Files = Readonly<Record<string, string>>

const PAGES = ['docs/rules.md', 'docs/rules.zh-CN.md'] as const
const [english, chinese] = PAGES.map((page) => readFileSync(page, 'utf8')) as [string, string]

const blocksOf = (page: string): string[] =>
  [...page.matchAll(/```ts\n(.*?)```/gs)].map(([, source = '']) => source)
/** Each under the path that the page names last before it, below `rules/`. */
const recipesOf = (page: string): (readonly [path: string, source: string])[] =>
  [...page.matchAll(/`rules\/([\w/-]+\.ts)`\n\n```ts\n(.*?)```/gs)].map(([, path = '', source = '']) => [
    path,
    source,
  ])

const [tables = ''] = blocksOf(english)
const recipes = recipesOf(english)
const HOUSE = Object.fromEntries(
  readdirSync('test/house').map((path) => [path, readFileSync(join('test/house', path), 'utf8')]),
)

/** A fallback, and the delivered rule that a recipe goes before. */
function beside(source: string): Files {
  const [, before] = /before: '([\w-]+)'/.exec(source) ?? []
  const other = Object.entries(HOUSE).filter(([path]) => path === `${before}.ts`)
  return { 'fallback.ts': FALLBACK, ...Object.fromEntries(other) }
}
const together: Files = {
  ...Object.assign({}, ...recipes.map(([, source]) => beside(source))),
  ...Object.fromEntries(recipes),
}

/** What the page says to do where `rules/not-text.ts` is gone. */
const unhinted = (source: string): string =>
  source
    .replace(/ *before: 'not-text',\n/, '')
    .replace(
      "FromUserName: 'somebody' }, reply: /只看得懂文字/",
      "FromUserName: 'somebody' }, outcome: 'silent'",
    )

const ruleFolders: Readonly<Record<string, Files>> = {
  together,
  // Beside everything that is delivered.
  house: { ...HOUSE, ...Object.fromEntries(recipes) },
  'without-hint': { 'fallback.ts': FALLBACK, 'picture.ts': unhinted(together['picture.ts'] ?? '') },
  wrong: { 'order.ts': (together['order.ts'] ?? '').replace('{ code: order }', '{ cod: order }') },
  ...Object.fromEntries(
    recipes.map(([path, source]) => [`alone/${path}`, { ...beside(source), [path]: source }]),
  ),
}

/** As delivered, and not as a maintainer has it, who may have appended the tables of the page already. */
const DELIVERED = `import { sql } from 'drizzle-orm'
import { mysqlTable, timestamp, varchar } from 'drizzle-orm/mysql-core'

export const parts = mysqlTable('parts', {
  code: varchar('code', { length: 32 }).primaryKey(),
  workstation: varchar('workstation', { length: 100 }).notNull(),
})
`

/** A project of its own, so that `#schema` has the tables of the page behind the delivered one. */
const project = rulesFolder({
  'package.json': JSON.stringify({
    type: 'module',
    imports: { '#rule': './rule.ts', '#schema': './schema.ts' },
  }),
  'rule.ts': `export * from '../../../src/rule/index.ts'\n`,
  'schema.ts': `${DELIVERED}\n${tables}`,
  ...Object.fromEntries(
    Object.entries(ruleFolders).flatMap(([folder, files]) =>
      Object.entries(files).map(([path, source]) => [`${folder}/${path}`, source]),
    ),
  ),
})

const database = createDatabase({ url: await emptyDatabase() })
afterAll(() => database.close())
await migrate(database.write, { migrationsFolder: 'src/db/migrations' })
for (const statement of await tableStatements()) await database.write.execute(sql.raw(statement))

/** What `npm run migration` would write. */
async function tableStatements(): Promise<string[]> {
  const schema = (await import(join(project, 'schema.ts'))) as Record<string, unknown>
  const nothing = await generateMySQLDrizzleJson({})
  return generateMySQLMigration(nothing, await generateMySQLDrizzleJson(schema, nothing.id))
}

const log = quietLog()

/** Everything that is wrong with the rules of a folder, and how many examples were asked. */
async function proved(folder: string) {
  const loaded = await loadRulebook(join(project, folder))
  if (loaded.kind === 'broken') return { problems: loaded.problems, examples: 0 }
  const { rulebook } = loaded
  const problems = await checkReplies({ rulebook, write: database.write, log })
  return { problems, examples: examplesOf(rulebook).length }
}

test('both pages have the same tables and the same twelve recipes', () => {
  expect(blocksOf(chinese)).toEqual(blocksOf(english))
  expect(recipesOf(chinese)).toEqual(recipes)
  expect(recipes).toHaveLength(12)
  expect(blocksOf(english)).toHaveLength(13)
})

test.each(recipes)('rules/%s loads alone, and its examples get their replies', async (path) => {
  const { problems, examples } = await proved(`alone/${path}`)
  expect(problems).toEqual([])
  expect(examples).toBeGreaterThan(1)
})

test.each(['together', 'house'])('all recipes load and keep their replies: %s', async (folder) => {
  const { problems, examples } = await proved(folder)
  expect(problems).toEqual([])
  expect(examples).toBeGreaterThan(40)
})

test('the recipe for pictures stands without the hint for pictures, as the pages say', async () => {
  expect(await proved('without-hint')).toEqual({ problems: [], examples: 3 })
})

test('all recipes compile, and the compiler does look', async () => {
  const [problem, ...others] = await checkTypes([project], await temporaryFolder())
  expect(others).toEqual([])
  expect(problem).toMatchObject({ file: join(project, 'wrong/order.ts'), line: 19 })
  expect(problem?.message).toContain("'cod'")
})

/** Asks all recipes, as a server would. */
async function askTogether() {
  const rulebook = await requireRulebook(join(project, 'together'))
  const answer = createAsk(rulebook, database)
  return (Content: string, FromUserName = 'fan', account = 'main') =>
    answer(
      messageFrom({ MsgType: 'text', ToUserName: 'gh', FromUserName, CreateTime: '1', Content }),
      account,
    )
}

test('the recipe for one account answers the fans of that account alone', async () => {
  const ask = await askTogether()
  expect(await ask('积分', 'fan', 'shop')).toMatchObject({ outcome: 'missing', rule: 'shop/points' })
  expect(await ask('积分')).toMatchObject({ outcome: 'unmatched', rule: 'fallback' })
})

test('the recipe for signing up gives no seat twice, however many confirm at once', async () => {
  await database.write.execute(sql`INSERT INTO courses VALUES ('瑜伽', 3)`)
  const ask = await askTogether()
  const fans = Array.from({ length: 8 }, (_, index) => `fan ${index}`)
  await Promise.all(fans.map((fan) => ask('报名瑜伽', fan)))
  const outcomes = await Promise.all(fans.map(async (fan) => (await ask('确认', fan)).outcome))
  expect(outcomes.toSorted()).toEqual([...Array(3).fill('answer'), ...Array(5).fill('missing')])
  const [rows] = await database.write.execute(sql`SELECT COUNT(*) AS count FROM sign_ups`)
  expect(rows).toEqual([{ count: 3 }])
  await database.write.execute(sql`DELETE FROM sign_ups`)
  await database.write.execute(sql`DELETE FROM courses`)
})
