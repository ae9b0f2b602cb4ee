/** The table "what is heard" of the design, row by row, through the real listener and MariaDB. */
import { beforeAll, describe, expect, test } from 'vitest'
import { parts } from '../drizzle/schema.ts'
import { createLog } from '../src/log.ts'
import { answer, code, fallback, missing, on, query } from '../src/rule/index.ts'
import { createRouter } from '../src/rule/router.ts'
import { readableReply } from '../src/wechat/readable-reply.ts'
import { createAsk } from './support/answer.ts'
import { migratedDatabase } from './support/database.ts'

const database = await migratedDatabase()

const partLocation = query({
  title: '零件',
  pattern: '?{part}',
  params: { part: code(/^\d{1,3}-\d{1,4}$/, '零件编号形如 18-546') },
  examples: [{ say: '?18-546', reply: 'x' }],
  async reply({ part }, { lookup }) {
    const row = await lookup(parts, { code: part })
    return row ? answer(`${part}=${row.workstation}`) : missing(`没有${part}`)
  },
})
const stock = query({
  title: '库存',
  pattern: '*{sku}',
  params: { sku: code(/^[A-Z]{2}-\d+$/, '形如 AB-1', { case: 'upper' }) },
  examples: [{ say: '*AB-1', reply: 'x' }],
  reply: ({ sku }) => answer(sku),
})
const rest = fallback({
  title: '其他',
  examples: [{ say: 'x', outcome: 'unmatched' }],
  reply: () => answer('fallback'),
})

const hint = on('wordless', {
  title: '表情',
  examples: [{ say: '🎉', reply: 'hint' }],
  reply: () => answer('hint'),
})

const router = createRouter([
  { id: 'hint', file: 'hint.ts', rule: hint },
  { id: 'part-location', file: 'part-location.ts', rule: partLocation },
  { id: 'stock', file: 'stock.ts', rule: stock },
  { id: 'fallback', file: 'fallback.ts', rule: rest },
])
const ask = createAsk({ rules: [], of: () => ({ router, topics: [] }) }, database)
const say = async (Content: string) => {
  const { outcome, reply } = await ask(
    { MsgType: 'text', ToUserName: 'gh', FromUserName: 'fan', CreateTime: 1, Content },
    'main',
  )
  return { outcome, text: reply && readableReply(reply) }
}

beforeAll(async () => {
  await database.write.insert(parts).values({ code: '18-546', workstation: '3号' })
})

describe('is answered', () => {
  test.each([
    '?18-546',
    '？18-546',
    '？１８－５４６',
    ' ?18-546\n',
    '? 18-546',
    '?18 - 546',
    '?18—546',
    '?18–546',
    '?18−546',
    '?18ー546',
    '?18\u200b-546',
    '?18-546。',
    '?18-546!',
  ])('%j', async (typed) => {
    expect(await say(typed)).toEqual({ outcome: 'answer', text: '18-546=3号' })
  })
  test.each(['*ab-1', '＊ＡＢ－１'])('%j for AB-1', async (typed) => {
    expect(await say(typed)).toEqual({ outcome: 'answer', text: 'AB-1' })
  })
})

test('a forgotten prefix is suggested, as tap link and text, never run', async () => {
  const { outcome, text } = await say('18-546')
  expect(outcome).toBe('suggestion')
  expect(text).toContain('<a href="weixin://bizmsgmenu?msgmenucontent=?18-546&msgmenuid=1">?18-546</a>')
})

test.each(['?abc', '?18546', '?18-546-1', '?'])('%j is told the form and an example', async (typed) => {
  expect(await say(typed)).toEqual({ outcome: 'invalid', text: '零件编号形如 18-546，例如：?18-546' })
})

test('?99-999 is missing', async () => {
  expect(await say('?99-999')).toEqual({ outcome: 'missing', text: '没有99-999' })
})

test('?018-546 is not 18-546', async () => {
  expect(await say('?018-546')).toEqual({ outcome: 'missing', text: '没有018-546' })
})

test.each(['[微笑]', '/::)', '🎉', '👩‍👩‍👧‍👦🇨🇳', '【收到不支持的消息类型，暂无法显示】', '[Unsupported Message]'])(
  '%j gets the hint, not the fallback',
  async (typed) => {
    expect(await say(typed)).toEqual({ outcome: 'answer', text: 'hint' })
  },
)

test('anything else is the fallback’s', async () => {
  expect(await say('今天天气')).toEqual({ outcome: 'unmatched', text: 'fallback' })
})

test.each(['ー', ' ', '。', '1ー ', '[', '/:', '🎉', '?18-', '帮'])(
  'a hundred thousand of %j are heard within a second',
  async (piece) => {
    const before = process.cpuUsage().user
    expect((await say(piece.repeat(100_000))).text).not.toBe('')
    expect((process.cpuUsage().user - before) / 1000).toBeLessThan(1000)
  },
)
