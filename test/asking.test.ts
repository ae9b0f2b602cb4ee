/** Asking back: one step, in MySQL, for five minutes, cancelled by any message that a rule matches exactly. */
import { isNull, sql } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { createDatabase } from '../src/db/connect.ts'
import { pending } from '../src/db/tables.ts'
import { answer, code, missing, on, pass, query, silent, words } from '../src/rule/index.ts'
import { createChat } from './support/chat.ts'
import { migratedDatabase } from './support/database.ts'

const database = await migratedDatabase()

const part = query({
  title: '零件',
  pattern: '?{part}',
  params: { part: code(/^\d{1,3}-\d{1,4}$/, '零件编号形如 18-546') },
  ask: { part: '请发送零件编号' },
  examples: [{ say: '?18-546', reply: 'x' }],
  reply: ({ part }) => (part === '99-999' ? missing('没有') : answer(`零件 ${part}`)),
})
const route = query({
  title: '路线',
  pattern: '从{from}到{to}',
  params: { from: words(10), to: words(10) },
  ask: { from: '从哪里出发？', to: '到哪里去？' },
  examples: [{ say: '从甲到乙', reply: 'x' }],
  reply: ({ from, to }) => answer(`${from}→${to}`),
})
const hello = query({
  title: '你好',
  pattern: '你好',
  examples: [{ say: '你好', reply: 'x' }],
  reply: () => answer('好'),
})
const stock = query({
  title: '库存',
  pattern: '*{sku}',
  params: { sku: code(/^[A-Z]+$/, '要大写字母') },
  examples: [{ say: '*A', reply: 'x' }],
  reply: ({ sku }) => answer(sku),
})
const voice = on('voice', {
  title: '语音',
  examples: [{ event: { MediaId: 'x', Recognition: '你好' }, reply: '好' }],
  asText: true,
})
const rules = { part, route, hello, stock, voice }
const { say, send } = createChat(database, rules)
const waiting = () => database.write.select().from(pending).where(isNull(pending.takenBy))

beforeEach(() => database.write.delete(pending))

test('an empty hole is asked for, and the next text is its value', async () => {
  expect(await say('？')).toEqual(['asked', '请发送零件编号'])
  expect(await say(' 18 — 546。')).toEqual(['answer', '零件 18-546'])
  expect(await waiting()).toEqual([])
  expect((await say('18-546'))[0]).toBe('suggestion')
})

test('the other holes keep what the fan said, each hole asks its own question', async () => {
  expect(await say('从 北京 到')).toEqual(['asked', '到哪里去？'])
  expect(await say('Shang  Hai')).toEqual(['answer', '北京→Shang  Hai'])
  expect(await say('从到上海')).toEqual(['asked', '从哪里出发？'])
  expect(await say('广州')).toEqual(['answer', '广州→上海'])
  expect((await say('从到'))[0]).toBe('invalid')
})

test('a stop alone is nothing said', async () => {
  const repair = query({
    title: '报修',
    pattern: '报修{what}',
    params: { what: words() },
    ask: { what: '什么坏了？' },
    examples: [{ say: '报修电梯', reply: 'x' }],
    reply: ({ what }) => answer(what),
  })
  const chat = createChat(database, { repair })
  expect(await chat.say('报修。')).toEqual(['asked', '什么坏了？'])
  expect((await chat.say('？'))[0]).toBe('invalid')
  expect(await chat.say('三号楼电梯。')).toEqual(['answer', '三号楼电梯。'])
})

test('a value that is not one is told so, and may be sent again', async () => {
  await say('?')
  expect(await say('abc')).toEqual(['invalid', '零件编号形如 18-546，例如：?18-546'])
  expect(await say('18-546')).toEqual(['answer', '零件 18-546'])
})

test('nothing is also an answer: a missing part ends the question', async () => {
  await say('?')
  expect(await say('99-999')).toEqual(['missing', '没有'])
  expect(await waiting()).toEqual([])
})

test('any message that a rule matches exactly cancels the question', async () => {
  await say('?')
  expect(await say('你好')).toEqual(['answer', '好'])
  expect(await waiting()).toEqual([])
  expect((await say('18-546'))[0]).toBe('suggestion')
})

test('a voice says what text would', async () => {
  await say('?')
  const spoken = { MsgType: 'voice', MediaId: 'x', Format: 'amr', MsgId: '1' }
  expect(await send({ ...spoken, Recognition: '18-546。' })).toEqual(['answer', '零件 18-546'])
})

test('a near miss of another rule is that rule’s, and the question stays', async () => {
  await say('?')
  expect(await say('*abc')).toEqual(['invalid', '要大写字母，例如：*A'])
  expect(await say('18-546')).toEqual(['answer', '零件 18-546'])
})

test('the last question counts, and asking again asks again', async () => {
  await say('?')
  expect((await say('从甲到'))[0]).toBe('asked')
  expect(await say('18-546')).toEqual(['answer', '甲→18-546'])
  await say('?')
  expect(await say('?')).toEqual(['asked', '请发送零件编号'])
  expect(await waiting()).toHaveLength(1)
})

test('every fan and every account has a question of their own', async () => {
  await say('?', 'one')
  expect((await say('18-546', 'two'))[0]).toBe('suggestion')
  const shop = createChat(database, rules, { account: 'shop' })
  expect((await shop.say('18-546', 'one'))[0]).toBe('suggestion')
  expect((await say('18-546', 'one'))[0]).toBe('answer')
})

test('any node takes the answer', async () => {
  const other = createDatabase({ url: database.url })
  await say('?')
  expect(await createChat(other, rules).say('18-546')).toEqual(['answer', '零件 18-546'])
  await other.close()
  expect(await waiting()).toEqual([])
})

test('after five minutes nothing waits', async () => {
  await say('?', 'early')
  const [[{ left }]] = (await database.write.execute(
    sql`SELECT TIMESTAMPDIFF(SECOND, CURRENT_TIMESTAMP, expires_at) AS \`left\` FROM yingda_pending`,
  )) as unknown as [[{ left: number }]]
  expect(left).toBeGreaterThan(290)
  expect(left).toBeLessThanOrEqual(300)
  await database.write.update(pending).set({ expiresAt: sql`CURRENT_TIMESTAMP - INTERVAL 1 SECOND` })
  expect((await say('18-546', 'early'))[0]).toBe('suggestion')
})

test('no OpenID is in the table', async () => {
  await say('?', 'oK7xQ5sTn2VbLw0YcRzGd3HuMpEA')
  expect(JSON.stringify(await waiting())).not.toContain('oK7xQ5')
})

test('whoever leaves takes the question along', async () => {
  await say('?')
  await send({ MsgType: 'event', Event: 'unsubscribe', EventKey: '' })
  expect(await waiting()).toEqual([])
  await say('?')
  const revoked = { MsgType: 'event', Event: 'user_authorization_revoke', AppID: 'a', RevokeInfo: '1' }
  await send({ ...revoked, OpenID: 'fan' }, 'platform')
  expect(await waiting()).toEqual([])
})

test('a question whose rule is gone or has another form is forgotten', async () => {
  await say('?')
  const { part: _, ...others } = rules
  expect(await createChat(database, { ...others, part: hello }).say('18-546')).toEqual([
    'unmatched',
    'fallback',
  ])
  expect(await createChat(database, others).say('18-546')).toEqual(['unmatched', 'fallback'])
})

test('a row that another version has written is no obstacle', async () => {
  await say('?')
  await database.write.update(pending).set({ waiting: '{"kind":"poll"' })
  expect((await say('18-546'))[0]).toBe('suggestion')
})

test('a thousand fans who answer at once are read by few statements', async () => {
  const statements: string[] = []
  const counted = createDatabase({ url: database.url }, (statement) => statements.push(statement))
  const chat = createChat(counted, rules)
  const fans = Array.from({ length: 200 }, (_, index) => `fan ${index}`)
  await Promise.all(fans.map((fan) => chat.say('?', fan)))
  statements.length = 0
  const replies = await Promise.all(fans.map((fan, index) => chat.say(`1-${index}`, fan)))
  await counted.close()
  expect(replies.map(([, text]) => text)).toEqual(fans.map((_, index) => `零件 1-${index}`))
  expect(statements.filter((statement) => statement.includes('select'))).toHaveLength(1)
})

describe('rules that ask nothing', () => {
  test('read nothing, and answer while MySQL is away', async () => {
    const away = createDatabase({ url: 'mysql://root@127.0.0.1:1/none' })
    expect(await createChat(away, { hello }).say('你好')).toEqual(['answer', '好'])
    expect(await createChat(away, { hello }).say('?')).toEqual(['unmatched', 'fallback'])
    await away.close()
  })
  test('beside rules that do, one that needs no row answers while MySQL is away', async () => {
    const away = createDatabase({ url: 'mysql://root@127.0.0.1:1/none' })
    const chat = createChat(away, rules)
    expect(await chat.say('你好')).toEqual(['answer', '好'])
    expect((await chat.say('今天天气'))[1]).toContain('系统繁忙')
    expect((await chat.say('?'))[1]).toContain('系统繁忙')
    await away.close()
  })
})

test('a rule that passes leaves the question, and one that is silent ends it', async () => {
  const quiet = query({
    title: 't',
    pattern: '嘘',
    examples: [{ say: '嘘', outcome: 'silent' }],
    reply: () => silent(),
  })
  const modest = query({
    title: 't',
    pattern: '{text}',
    params: { text: words() },
    examples: [{ say: '随便', outcome: 'pass' }],
    reply: () => pass(),
  })
  const chat = createChat(database, { part, quiet, modest })
  await chat.say('?')
  expect(await chat.say('18-546')).toEqual(['answer', '零件 18-546'])
  await chat.say('?')
  expect(await chat.say('嘘')).toEqual(['silent', ''])
  expect(await waiting()).toEqual([])
})
