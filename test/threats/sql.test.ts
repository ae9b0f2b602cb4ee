/** What a fan types is data to MySQL, whatever the hole that takes it and whatever the rule does with it. */
import { and, eq, inArray, like, sql } from 'drizzle-orm'
import { beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { parts } from '../../drizzle/schema.ts'
import { createDatabase, type Database } from '../../src/db/connect.ts'
import { messages } from '../../src/db/tables.ts'
import {
  answer,
  code,
  command,
  contains,
  digits,
  missing,
  query,
  regex,
  words,
} from '../../src/rule/index.ts'
import type { QueryContext } from '../../src/rule/context.ts'
import { createNode } from '../support/node.ts'
import { administer, migratedDatabase } from '../support/database.ts'
import { waitFor } from '../support/process.ts'
import { rulebookOf } from '../support/rulebook.ts'
import { contentOf, signedQuery, textXml } from '../support/wechat.ts'

const SPELLS = [
  "' OR '1'='1",
  "' OR 1=1 -- ",
  "\\' OR 1=1 -- ",
  "\\\\' OR 1=1#",
  "中' OR 1=1 -- ",
  "縗' OR 1=1 -- ",
  '" OR ""="',
  "'; DROP TABLE parts; -- ",
  "') UNION SELECT code, workstation, updated_at FROM parts -- ",
  "'/**/OR/**/1=1/*",
  "x' AND SLEEP(9) AND '1'='1",
  '`; DROP TABLE parts; --',
  ':code ? ?? $1 ${1} %s',
  '%',
  '_',
  '\u0000\u001a',
  "０' ＯＲ １＝１",
]

const database = await migratedDatabase()
beforeAll(() => database.write.insert(parts).values({ code: '18-546', workstation: 'secret' }))

/** The ways of a rule to ask MySQL. */
async function ask(value: string, { lookup, lookupAll, db }: QueryContext) {
  const rows = await Promise.all([
    lookup(parts, { code: value }),
    lookupAll(parts, { workstation: value }),
    db.select().from(parts).where(eq(parts.code, value)),
    db
      .select()
      .from(parts)
      .where(inArray(parts.code, [value, `${value}x`])),
    db
      .select()
      .from(parts)
      .where(and(sql`${parts.code} = ${value}`, like(parts.workstation, 'secret'))),
  ])
  return rows.flat().filter((row) => row !== undefined).length === 0 ? missing('nothing') : answer('found')
}

const examples = [{ say: 'x', reply: 'x' }] as const
const rule = (pattern: string, schema: z.ZodType<string>) =>
  query({
    ...{ title: 't', pattern: pattern as '{n}', params: { n: schema }, examples },
    reply: ({ n }, context) => ask(n, context),
  })
const rules = {
  coded: rule('code={n}', code(/[\s\S]*/, 'x')),
  upper: rule('upper={n}', code(/[\s\S]*/, 'x', { case: 'upper' })),
  digital: rule('digits={n}', digits()),
  wordy: rule('words={n}', words()),
  zod: rule('zod={n}', z.string()),
  trimmed: rule(
    'pipe={n}',
    z
      .string()
      .trim()
      .transform((text) => text.toLowerCase()),
  ),
  chosen: rule('enum={n}', z.enum(['18-546', 'x'])),
  regular: query({
    ...{ title: 't', pattern: regex('regex=(?<n>[\\s\\S]*)'), params: { n: z.string() }, examples },
    reply: ({ n }, context) => ask(n, context),
  }),
  keyword: query({
    ...{ title: 't', pattern: contains('keyword'), examples },
    reply: (_, context) => ask(context.text, context),
  }),
  writes: command({
    ...{ title: 't', pattern: 'write={n}', params: { n: words() }, examples },
    async reply({ n }, { tx }) {
      await tx.insert(parts).values({ code: 'new', workstation: n })
      const [row] = await tx.select().from(parts).where(eq(parts.code, 'new'))
      await tx.delete(parts).where(eq(parts.code, 'new'))
      return answer(row?.workstation === n ? 'nothing' : 'changed')
    },
  }),
}

async function everySpell(on: Database) {
  const { app } = await createNode(on, rulebookOf(rules))
  const say = async (text: string) => {
    const response = await app.request(`/wechat?${signedQuery()}`, { method: 'POST', body: textXml(text) })
    return contentOf(await response.text())
  }
  const texts = [
    'code=',
    'upper=',
    'digits=',
    'words=',
    'zod=',
    'pipe=',
    'enum=',
    'regex=',
    'keyword',
    'write=',
    '',
  ].flatMap((start) => SPELLS.map((spell) => start + spell))
  const before = (await on.write.select().from(messages)).length
  for (const text of texts) {
    const reply = await say(text)
    // A hole that does not take the text says so; nothing was asked then.
    expect(
      ['nothing', 'fallback'].includes(reply) || /例如|请输入|无效|x$/.test(reply),
      `${text} → ${reply}`,
    ).toBe(true)
  }
  expect(await say('code=18-546')).toBe('found')
  await waitFor(
    async () => (await on.write.select().from(messages)).length === before + texts.length + 1,
    20_000,
  )
  const logged = (await on.write.select().from(messages)).map(({ text }) => text)
  for (const text of texts) expect(logged).toContain(text)
}

test('no text of a fan becomes SQL, through whatever kind of param', async () => {
  await everySpell(database)
})

test('nor does it where the server takes no backslash for an escape', async () => {
  const [row] = (await administer('SELECT @@GLOBAL.sql_mode AS mode')) as [{ mode: string }]
  await administer("SET GLOBAL sql_mode = CONCAT(@@GLOBAL.sql_mode, ',NO_BACKSLASH_ESCAPES')")
  const odd = createDatabase({ url: database.url })
  try {
    await everySpell(odd)
  } finally {
    await administer(`SET GLOBAL sql_mode = '${row.mode}'`)
    await odd.close()
  }
})
