/** Why WeChat was refused: in the memory of the callback, and on the accounts page. */
import { Hono } from 'hono'
import pino from 'pino'
import { expect, test } from 'vitest'
import { accountFrom } from '../src/accounts.ts'
import type { Env } from '../src/console/env.ts'
import { speak } from '../src/console/language.ts'
import { accountsPages } from '../src/console/pages/accounts.ts'
import { createContacts } from '../src/web/contacts.ts'
import { aesKey, encrypt } from '../src/wechat/envelope.ts'
import type { CallbackQuery } from '../src/wechat/open.ts'
import { isPrivate, looksPublic } from '../src/wechat/reach.ts'
import { wordsOf } from '../src/wechat/refusal-words.ts'
import { sign } from '../src/wechat/signature.ts'
import { whyNotGenuine } from '../src/wechat/why-refused.ts'
import { testApp } from './support/app.ts'
import { migratedDatabase } from './support/database.ts'
import { listen } from './support/listener.ts'
import { ACCOUNTS, AES_KEY, APP_ID, encryptedRequest, signedQuery, textXml, TOKEN } from './support/wechat.ts'

/** Requests come some tenths of a second apart. */
let time = 1_767_225_651_000
const { app, contacts, post } = await testApp(await migratedDatabase(), () => (time += 200))
const shake = (query: string, path = '/wechat') => app.request(`${path}?${query}`)
const lastRefusal = (account: string, kind: 'handshake' | 'message') => {
  const [last] = contacts.seen(account, kind).refused
  return last && wordsOf(last.refusal)[0]
}

/** Signed with whatever stands in the place of the token. */
const queryOf = (token: string, changes: Partial<CallbackQuery> = {}): CallbackQuery => ({
  ...{ signature: sign(token, '1767225600', '27055319'), timestamp: '1767225600', nonce: '27055319' },
  ...{ msg_signature: undefined, encrypt_type: undefined, repeated: false },
  ...changes,
})

const MAIN = accountFrom('main', { token: 'Zoe17a', appId: APP_ID, aesKey: AES_KEY })
const SHOP = accountFrom('shop', { token: 'TokenOfTheShop' })

test.each([
  [
    'the token of another account',
    queryOf('TokenOfTheShop'),
    /账号 shop 的 Token 签名的：路径填错了.*\/wechat\/shop/,
  ],
  ['the EncodingAESKey', queryOf(AES_KEY), /EncodingAESKey：改成 Token/],
  ['the AppID', queryOf(APP_ID), /AppID：改成 Token/],
  ['lower case', queryOf('zoe17a'), /大小写不同/],
  ['upper case', queryOf('ZOE17A'), /大小写不同/],
  ['a blank behind', queryOf('Zoe17a '), /多了空格/],
  ['a line break before', queryOf('\nZoe17a'), /多了空格/],
  ['any other token', queryOf('Other'), /另一个 Token/],
  ['a nonce of 16 kB', queryOf('TokenOfTheShop', { nonce: '1'.repeat(16_000) }), /另一个 Token/],
  ['no timestamp', queryOf('Zoe17a', { timestamp: undefined }), /没有 timestamp/],
  ['an empty signature', queryOf('Zoe17a', { signature: '' }), /没有 signature/],
  ['a parameter given twice', queryOf('Zoe17a', { repeated: true }), /重复了/],
])('a signature with %s is explained, and no secret is in the words', (_, query, said) => {
  const words = wordsOf(whyNotGenuine(query, MAIN, [MAIN, SHOP]))
  expect(words[0]).toMatch(said)
  for (const secret of [MAIN.token, SHOP.token, AES_KEY]) expect(words.join()).not.toContain(secret)
})

test('an EncodingAESKey is known by each of the four ways to write its last character', () => {
  const last = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
  const same = [...last].map((one) => AES_KEY.slice(0, -1) + one).filter((key) => isSameKey(key))
  expect(same.length).toBeGreaterThan(2)
  for (const key of same) expect(whyNotGenuine(queryOf(key), MAIN, [MAIN]).kind).toBe('aes-key')
})

const FIXED = Buffer.alloc(16)
const isSameKey = (key: string) =>
  encrypt(aesKey(key), '', '', FIXED) === encrypt(aesKey(AES_KEY), '', '', FIXED)

test('strangers push neither the last good handshake nor WeChat’s own failing ones out', async () => {
  expect((await shake(`${signedQuery()}&echostr=42`)).status).toBe(200)
  expect((await shake(`${signedQuery('fengmsgtk2026')}&echostr=42`)).status).toBe(403)
  for (let count = 0; count < 50; count++) await shake('')
  await shake(`${signedQuery()}`)
  const { passed, refused } = contacts.seen('main', 'handshake')
  expect(passed?.at).toBeLessThan(refused.at(-1)?.at ?? 0)
  expect(refused.map(({ refusal }) => refusal.kind)).toEqual(['absent', 'case'])
  for (let count = 0; count < 50; count++) await shake(`${signedQuery('Other')}&echostr=42`)
  expect(contacts.seen('main', 'handshake').refused).toHaveLength(4)
  await shake(signedQuery(), '/wechat/nobody')
  expect(contacts.seen('nobody', 'handshake').refused).toEqual([])
})

test.each([
  ['plain text for an account in security mode', 'security', /没有加密/, textXml('你好'), signedQuery()],
  ['another encrypt_type', 'main', /encrypt_type=des/, textXml('你好'), `${signedQuery()}&encrypt_type=des`],
  ['JSON', 'main', /JSON/, '{"ToUserName":"gh"}', signedQuery()],
  ['junk', 'main', /签名是对的/, 'junk', signedQuery()],
])('a message of %s is remembered with its reason', async (_, account, said, body, query) => {
  await post(body, query, `/wechat/${account}`)
  expect(lastRefusal(account, 'message')).toMatch(said)
})

test('an encrypted message is told apart: no key here, another key, another AppID, a changed body', async () => {
  const xml = textXml('你好')
  const right = encryptedRequest(xml)
  const other = encryptedRequest(xml, undefined, `x${AES_KEY.slice(1)}`)
  await post(right.body, right.query)
  expect(lastRefusal('main', 'message')).toMatch(/没有设 EncodingAESKey/)
  await post(other.body, other.query, '/wechat/security')
  expect(lastRefusal('security', 'message')).toMatch(/EncodingAESKey 和 AppID 要/)
  await post(other.body, right.query, '/wechat/security')
  expect(lastRefusal('security', 'message')).toMatch(/改动/)
  expect(contacts.seen('security', 'message').passed).toBeUndefined()
  await post(right.body, right.query, '/wechat/security')
  expect(contacts.seen('security', 'message').passed).toBeDefined()
})

test('a proxy of ours tells who called and by which address; anybody else is not believed', async () => {
  const { origin } = await listen(app)
  const headers = {
    'X-Forwarded-For': '6.6.6.6, 101.226.233.12',
    'X-Forwarded-Proto': 'https',
    'X-Forwarded-Host': 'wx.example.com',
  }
  await fetch(`${origin}/wechat/compatible?${signedQuery()}&echostr=42`, { headers })
  expect(contacts.address('compatible')).toMatchObject({
    from: '101.226.233.12',
    url: 'https://wx.example.com/wechat/compatible',
  })
  await app.request(`/wechat/compatible?${signedQuery()}&echostr=42`, { headers })
  expect(contacts.seen('compatible', 'handshake').passed?.from).toBe('')
  expect(contacts.address('compatible')?.url).toBe('https://wx.example.com/wechat/compatible')
})

test.each(['10.1.2.3', '127.0.0.1', '::1', '::ffff:192.168.0.1', 'fd00::1', '100.64.0.1', '169.254.1.1'])(
  '%s is private',
  (address) => expect(isPrivate(address)).toBe(true),
)

test('an address is public when its host and its port are', () => {
  const isPublic = (url: string) => looksPublic(new URL(url))
  expect(['https://wx.example.com/', 'http://8.8.8.8/', 'http://a.cn:443/'].map(isPublic)).not.toContain(
    false,
  )
  expect(
    ['http://localhost/', 'http://[::1]/', 'http://a.cn:3000/', 'http://10.0.0.1/'].map(isPublic),
  ).not.toContain(true)
})

const told: string[] = []
const desk = new Hono<Env>()
desk.use(speak)
desk.use((c, next) => {
  c.set('session', 'a-session')
  return next()
})
const log = pino({ base: null }, { write: (line: string) => void told.push(line) })
const accounts = { all: () => [...ACCOUNTS.values()], find: (name: string) => ACCOUNTS.get(name) }
desk.route('/accounts', accountsPages({ accounts, contacts, log }))

test('the accounts page shows address, mode and history in both languages, and no secret', async () => {
  const chinese = await (await desk.request('/accounts')).text()
  for (const said of ['https://wx.example.com/wechat/compatible', '安全模式', APP_ID, '另一个 Token', '收到'])
    expect(chinese).toContain(said)
  const english = await (await desk.request('/accounts?language=en')).text()
  for (const said of ['https://your.domain/wechat<', 'is another one', 'received'])
    expect(english).toContain(said)
  for (const secret of [TOKEN, AES_KEY]) expect(chinese + english).not.toContain(secret)
})

test('the Token is shown when asked for, kept by no cache, and leaves a line in the log', async () => {
  const asked = await desk.request('/accounts/main/token', {
    method: 'POST',
    headers: { 'HX-Request': 'true' },
  })
  expect(asked.headers.get('cache-control')).toBe('no-store')
  expect(await asked.text()).toContain(TOKEN)
  const whole = await desk.request('/accounts/main/token', { method: 'POST' })
  expect(await whole.text()).toMatch(new RegExp(`<html.*${TOKEN}`, 's'))
  expect(told.at(-1)).toMatch(/"action":"token shown","session":"a-session","account":"main"/)
  expect(told.join()).not.toContain(TOKEN)
  expect((await desk.request('/accounts/nobody/token', { method: 'POST' })).status).toBe(404)
  expect((await desk.request('/accounts/main/token')).status).toBe(404)
})

test('a flood of refused requests is not looked into: of one second the first twenty', async () => {
  let second = 7_000
  const own = createContacts(() => second)
  let looks = 0
  const why = () => (looks++, { kind: 'token' } as const)
  const gate = new Hono().get('/', (c) => c.json(own.refused(MAIN, 'handshake', c, why)))
  const knock = () => gate.request('/')
  for (let count = 0; count < 50; count++) await knock()
  expect([looks, await (await knock()).json()]).toEqual([20, { kind: 'flood' }])
  second += 1_000
  expect(await (await knock()).json()).toEqual({ kind: 'token' })
})

test('of the messages of one second only the first is looked at', async () => {
  let at = 0
  const own = createContacts(() => at)
  const gate = new Hono().get('/', (c) => {
    own.passed(MAIN, 'message', c)
    return c.text('')
  })
  for (at of [5_000, 5_999, 6_001, 6_500]) await gate.request('/')
  expect(own.seen('main', 'message').passed?.at).toBe(6_001)
})
