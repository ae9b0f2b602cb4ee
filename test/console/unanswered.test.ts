/** What no rule answers, on the console: the list, and for each a rule to begin with. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gte } from 'drizzle-orm'
import { Hono } from 'hono'
import { expect, test } from 'vitest'
import * as schema from '../../drizzle/schema.ts'
import type { Env } from '../../src/console/env.ts'
import { speak } from '../../src/console/language.ts'
import { unansweredPages } from '../../src/console/pages/unanswered.ts'
import { messages } from '../../src/db/tables.ts'
import { addClusters } from '../../src/figures/add-clusters.ts'
import { writeEntries } from '../../src/message-log/writer.ts'
import { hear } from '../../src/rule/normalize.ts'
import { createLiveRulebook } from '../../src/rulebook/live.ts'
import { tablesOf } from '../../src/scaffold/table.ts'
import { migratedDatabase } from '../support/database.ts'
import { rowOf } from '../support/message-log.ts'
import { FALLBACK, rulesFolder, says } from '../support/rules.ts'
import { quietLog } from '../support/outputs.ts'

const database = await migratedDatabase()
const { write } = database
const log = quietLog()
const folder = rulesFolder({
  'fallback.ts': FALLBACK,
  'hello.ts': says('你好', '您好'),
  'where.ts': says('1-1在哪里', 'x'),
})
const rules = await createLiveRulebook(folder, log)
const deps = { write, rules, accounts: { names: () => ['main', 'shop'] }, tables: tablesOf(schema) }
const app = new Hono<Env>().use(speak).route('/unanswered', unansweredPages(deps))

const get = async (path: string, language = 'zh-CN') => {
  const response = await app.request(path, { headers: { 'Accept-Language': language } })
  return { status: response.status, text: (await response.text()).replaceAll(/\s+/g, ' ') }
}

test('without a question there are kind words', async () => {
  expect((await get('/unanswered')).text).toContain('还没有答不上的话')
  expect((await get('/unanswered', 'en')).text).toContain('Nothing is unanswered yet')
})

test('each question stands there once, the most asked first, with the nearest rule and why', async () => {
  await ask('18-546在哪', '17-22在哪？', '18-546在哪', '营业时间', '你号')
  await write.insert(schema.parts).values({ code: '17-22', workstation: '3号' })
  const { text } = await get('/unanswered')
  expect(text.match(/<bdi>[^<]*#[^<]*<\/bdi>/g)).toEqual(['<bdi>#-#在哪</bdi>'])
  expect(text).toMatch(/#-#在哪.*你号/)
  expect(text).toMatch(
    /#-#在哪.*<td class="number">3<\/td>.*<a href="\/rules\/where">where<\/a> <small>它的示例：<bdi>1-1在哪里/,
  )
  expect(text).toMatch(/你号.*<a href="\/rules\/hello">hello<\/a> <small>会问粉丝是不是 <bdi>你好/)
})

test('a draft says what it listens for, which table and why, where to save it and what comes next', async () => {
  const { text } = await get(await firstLink())
  expect(text).toContain('<bdi>17-22在哪？</bdi>')
  expect(text).toContain('pattern: &#39;{part}在哪&#39;')
  expect(text).toMatch(/<code>parts\.code<\/code>.*那里有 <code>17-22<\/code>/)
  expect(text).toMatch(/存为 <code>test\/\.scratch\/\w+\/parts-by-part\.ts<\/code>/)
  expect(text).toMatch(/npm run new -- --from \d+<\/code>/)
  expect(text).toContain('href="/chat?account=main"')
  expect(text).not.toContain('先改它的 pattern')
  expect(text).not.toContain('问的是同一张表')
})

test('a rule that asks the same for the same hole could hear it too', async () => {
  writeFileSync(join(folder, 'parts.ts'), readFileSync('rules/part-location.ts'))
  await rules.reload()
  expect((await get(await firstLink())).text).toMatch(/<a href="\/rules\/parts">parts<\/a> 问的是同一张表/)
})

test('what cannot be drafted is told with what to do; markup of a fan stays text', async () => {
  await ask(...Array.from({ length: 9 }, (_, index) => `<script>{1${index}}</script>`))
  const { text } = await get(await firstLink())
  expect(text).toContain('这句话里有花括号')
  expect(text).toContain('用 npm run new 自己写模式')
  expect(text).toContain('<bdi>&lt;script&gt;{18}&lt;/script&gt;</bdi>')
})

test('the questions of one account can be looked at alone', async () => {
  await ask('shop/几点开门')
  expect((await get('/unanswered')).text).toMatch(/几点开门.*<td>shop<\/td>/)
  const { text } = await get('/unanswered?account=shop')
  expect(text).toContain('几点开门')
  expect(text).not.toContain('营业时间')
})

test('more than a page goes on where the page ends', async () => {
  const letter = (index: number) => String.fromCodePoint(0x4e00 + index)
  await ask(...Array.from({ length: 60 }, (_, index) => `shop/问${letter(index)}`))
  const first = (await get('/unanswered?account=shop')).text
  const [, next = ''] = /<a href="([^"]+)">更多</.exec(first) ?? []
  const rest = (await get(next.replaceAll('&amp;', '&'))).text
  const masks = (text: string) => [...text.matchAll(/class="said"><bdi>([^<]+)/g)].map(([, mask]) => mask)
  expect([masks(first).length, masks(rest).length]).toEqual([50, 11])
  expect(new Set([...masks(first), ...masks(rest)]).size).toBe(61)
})

test('there is no page for a number that there is not', async () => {
  expect((await get('/unanswered/999999')).status).toBe(404)
  expect((await get('/unanswered/x')).status).toBe(404)
})

let number = 0

/** Nobody answers; of another account where the text begins with its name. */
async function ask(...texts: string[]): Promise<void> {
  const from = number
  const rows = texts.map((said) => {
    const [, account = 'main', text = said] = /^(shop)\/(.+)$/.exec(said) ?? []
    return rowOf(number++, { account, text, heard: hear(text).text, rule: 'fallback', outcome: 'unmatched' })
  })
  await writeEntries(write, rows, log)
  await database.transact((tx) => addClusters(tx, gte(messages.key, rowOf(from).key)))
}

const firstLink = async () => /href="(\/unanswered\/\d+)"/.exec((await get('/unanswered')).text)?.[1] ?? ''
