/** WeChat as we play it: to servers that misbehave, to our own in all modes, and as `npm run fan`. */
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { accountFrom } from '../src/accounts.ts'
import { fanCommand } from '../src/cli/fan.ts'
import { piecesOf, tapsOf } from '../src/platform/links.ts'
import { FAN, followEvent, textMessage, unfollowEvent } from '../src/platform/messages.ts'
import { createPlatform, FAULT_TEXT, type Attempt } from '../src/platform/platform.ts'
import { renderMessage } from '../src/platform/render.ts'
import { tap } from '../src/rule/markup.ts'
import { aesKey, encrypt, renderEnvelope } from '../src/wechat/envelope.ts'
import type { Account } from '../src/wechat/open.ts'
import { renderReply, type Reply } from '../src/wechat/reply.ts'
import { parseXml } from '../src/wechat/xml.ts'
import { misbehaving } from './support/misbehaving.ts'
import { run, startServer, temporaryFolder } from './support/process.ts'
import { ACCOUNTS, AES_KEY, APP_ID, TOKEN } from './support/wechat.ts'

afterEach(() => void vi.unstubAllEnvs())

const QUESTION = textMessage('?18-546')
const ANSWER = '[18-546]的工作台位为[车体新厂房3号]'
const accountIn = (mode: string): Account => ACCOUNTS.get(mode) ?? accountFrom('main', { token: TOKEN })
const replyXml = (Content: string, inbound = QUESTION) =>
  renderReply({ MsgType: 'text', Content }, inbound, 1_767_225_651)
const sealed = (xml: string, key = AES_KEY, token = TOKEN) =>
  renderEnvelope({
    encrypted: encrypt(aesKey(key), APP_ID, xml),
    token,
    nonce: '2071327275',
    seconds: 1_767_225_651,
  })
const kindsOf = (attempts: readonly Attempt[]) => attempts.map(({ kind }) => kind)
const reasonsOf = (attempts: readonly Attempt[]) =>
  attempts.map((attempt) => ('reason' in attempt ? attempt.reason : ''))

const SWAPPED = { ...QUESTION, ToUserName: QUESTION.FromUserName, FromUserName: QUESTION.ToUserName }
const says =
  (body: string, status = 200) =>
  (response: ServerResponse) => {
    response.writeHead(status, { Location: '/elsewhere' }).end(body)
  }

describe('an answer that WeChat does not take', () => {
  test.each<[what: string, reason: RegExp, answer: (response: ServerResponse) => void, mode?: string]>([
    ['status 201', /状态应为 200，得到 201/, says('success', 201)],
    ['status 204', /得到 204/, says('', 204)],
    ['a redirect', /得到 302/, says('', 302)],
    ['an internal error', /得到 500/, says('success', 500)],
    ['a page of HTML', /微信的 XML/, says('<!DOCTYPE html><html><body>oops</body></html>')],
    ['JSON', /微信的 XML/, says('{"ok":true}')],
    ['success and a line break', /微信的 XML/, says('success\n')],
    ['a truncated reply', /微信的 XML/, says(replyXml('好').slice(0, -9))],
    ['an unescaped ]]>', /没拆开的 \]\]>/, says(replyXml('好').replace('好', 'a]]>b'))],
    ['a control character', /不允许的字符/, says(replyXml('好').replace('好', '\u0001'))],
    ['bytes that are no UTF-8', /UTF-8/, (response) => response.end(Buffer.from([0xff, 0xfe, 0x3c]))],
    ['To and From as they came', /没有对调/, says(replyXml('好', SWAPPED))],
    ['the AppID as From', /FromUserName 应为/, says(replyXml('好', { ...QUESTION, ToUserName: APP_ID }))],
    ['an empty Content', /Content 不能是空的/, says(replyXml(''))],
    ['a text without Content', /Content/, says(replyXml('好').replace(/<Content>.*<\/Content>/, ''))],
    ['a text of 2,049 bytes', /2049 字节/, says(replyXml('字'.repeat(683)))],
    ['an odd CreateTime', /CreateTime/, says(replyXml('好').replace('1767225651', '[1767225651]'))],
    ['an unknown MsgType', /MsgType/, says(replyXml('好').replace('[text]', '[markdown]'))],
    ['a clear reply in security mode', /没有加密/, says(replyXml('好')), 'security'],
    ['an encrypted one in plaintext mode', /ToUserName/, says(sealed(replyXml('好')))],
    ['a wrong MsgSignature', /MsgSignature/, says(sealed(replyXml('好'), AES_KEY, 'Other')), 'security'],
    ['a wrong key', /解不开|长度|AppID/, says(sealed(replyXml('好'), `x${AES_KEY.slice(1)}`)), 'security'],
    ['an encrypted empty text', /Content/, says(sealed(replyXml(''))), 'compatible'],
    ['a reset connection', /ECONNRESET/, (response) => response.socket?.resetAndDestroy()],
    ['half an answer', /ECONNRESET/, (response) => cutShort(response)],
  ])(
    '%s: three attempts with the same bytes at once, then the fault text',
    async (_, reason, answer, mode) => {
      const server = await misbehaving(answer)
      const platform = createPlatform({ url: server.url, account: accountIn(mode ?? 'main') })
      const delivered = await platform.send(QUESTION)
      expect(delivered).toMatchObject({ kind: 'fault', text: FAULT_TEXT })
      for (const said of reasonsOf(delivered.attempts)) expect(said).toMatch(reason)
      expect(delivered.attempts).toHaveLength(3)
      expect(server.asked).toHaveLength(3)
      for (const { query, body } of server.asked)
        expect({ query, body }).toEqual({ query: delivered.request.query, body: delivered.request.body })
    },
  )

  test('nobody listening: three refused attempts, then the fault text', async () => {
    const delivered = await createPlatform({
      url: 'http://127.0.0.1:1/wechat',
      account: accountIn('main'),
    }).send(QUESTION)
    expect(delivered.kind).toBe('fault')
    expect(reasonsOf(delivered.attempts)).toEqual(['ECONNREFUSED', 'ECONNREFUSED', 'ECONNREFUSED'])
  })
})

function cutShort(response: ServerResponse): void {
  response.writeHead(200, { 'Content-Length': 100 }).write('<xml>')
  setTimeout(() => response.socket?.resetAndDestroy(), 20)
}

describe('a slow server', () => {
  test('is hung up on when the time is over, and the next attempt comes right then with the same bytes', async () => {
    const server = await misbehaving(() => {})
    const platform = createPlatform({ url: server.url, account: accountIn('security'), timeoutMs: 150 })
    const delivered = await platform.send(QUESTION)
    expect(delivered).toMatchObject({ kind: 'fault', text: FAULT_TEXT })
    expect(kindsOf(delivered.attempts)).toEqual(['timeout', 'timeout', 'timeout'])
    expect(new Set(server.asked.map(({ query, body }) => `${query} ${body}`)).size).toBe(1)
    const [first, second] = server.asked
    expect(first?.closedAt).toBeLessThan((first?.at ?? 0) + 1000)
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(100)
  })

  test('that drips its answer is slow too', async () => {
    const server = await misbehaving((response) => {
      response.writeHead(200).write('<xml>')
      const timer = setInterval(() => response.write(' '), 20)
      response.once('close', () => clearInterval(timer))
    })
    const platform = createPlatform({ url: server.url, account: accountIn('main'), timeoutMs: 150 })
    expect(kindsOf((await platform.send(QUESTION)).attempts)).toEqual(['timeout', 'timeout', 'timeout'])
  })

  test('may be saved by another node, where the retry goes', async () => {
    const slow = await misbehaving(() => {})
    const quick = await misbehaving(says(replyXml('还是好的')))
    const platform = createPlatform({
      url: (attempt) => (attempt === 1 ? slow.url : quick.url),
      account: accountIn('main'),
      timeoutMs: 100,
    })
    const delivered = await platform.send(QUESTION)
    expect(delivered).toMatchObject({ kind: 'reply', text: '还是好的', xml: replyXml('还是好的') })
    expect(kindsOf(delivered.attempts)).toEqual(['timeout', 'accepted'])
    expect(quick.asked[0]).toMatchObject({ query: slow.asked[0]?.query, body: slow.asked[0]?.body })
  })
})

describe('an answer that WeChat takes', () => {
  test.each(['main', 'compatible', 'security'])('success or nothing at all is silence: %s', async (mode) => {
    const server = await misbehaving((response, earlier) => response.end(earlier === 0 ? 'success' : ''))
    const platform = createPlatform({ url: server.url, account: accountIn(mode) })
    for (const kind of ['silence', 'silence']) expect(await platform.send(QUESTION)).toMatchObject({ kind })
    expect(server.asked).toHaveLength(2)
  })

  test.each<Reply>([
    { MsgType: 'text', Content: ` ${'字'.repeat(682)} ` },
    { MsgType: 'image', MediaId: 'M' },
    { MsgType: 'voice', MediaId: 'M' },
    { MsgType: 'video', MediaId: 'M', Title: 't' },
    { MsgType: 'music', ThumbMediaId: 'M', MusicUrl: 'u' },
    { MsgType: 'news', Articles: [{ Title: 't', Description: 'd', PicUrl: 'p', Url: 'u' }] },
    { MsgType: 'transfer_customer_service' },
    { MsgType: 'transfer_customer_service', KfAccount: 'k' },
  ])('a reply of the type $MsgType is read as it was written', async (reply) => {
    const server = await misbehaving(says(renderReply(reply, QUESTION, 1)))
    const delivered = await createPlatform({ url: server.url, account: accountIn('main') }).send(QUESTION)
    expect(delivered).toMatchObject({ kind: 'reply', reply })
  })

  test('compatible mode takes a clear reply too', async () => {
    const server = await misbehaving(says(replyXml('好')))
    const platform = createPlatform({ url: server.url, account: accountIn('compatible') })
    expect(await platform.send(QUESTION)).toMatchObject({ kind: 'reply', text: '好' })
  })
})

test('messages are written to the byte as the fixtures of the protocol are', () => {
  const names = readdirSync('test/fixtures').filter((name) => /^[0-3]\d-.*\.xml$/.test(name))
  const others = /^(07-text-multiline|19-file|39-event-masssendjobfinish)/
  for (const name of names.filter((one) => !others.test(one))) {
    const xml = readFileSync(`test/fixtures/${name}`, 'utf8')
    expect(renderMessage(parseXml(xml)), name).toBe(xml)
  }
})

test('a tap sends what tap(…) means, whatever the text', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((one) => one.isWellFormed())
  fc.assert(
    fc.property(text, (send) => {
      expect(tapsOf(tap('点', send))).toMatchObject([{ send, id: '1' }])
    }),
  )
})

test('a menu link without an id sends nothing, and other links open a page', () => {
  const menu = '<a href="weixin://bizmsgmenu?msgmenucontent=x">死</a>'
  expect(piecesOf(`见${menu}或<a href='https://example.invalid/?a=1&b=2'>网页</a>`)).toEqual([
    { kind: 'words', text: '见' },
    { kind: 'words', text: '死' },
    { kind: 'words', text: '或' },
    { kind: 'page', text: '网页', url: 'https://example.invalid/?a=1&b=2' },
  ])
})

describe('our own server', async () => {
  const DATA_DIR = await temporaryFolder('fan')
  const ACCOUNTS_FILE = join(DATA_DIR, 'accounts.json')
  const encrypted = { token: TOKEN, appId: APP_ID, aesKey: AES_KEY }
  const settings = { security: encrypted, compatible: { ...encrypted, mode: 'compatible' } }
  writeFileSync(ACCOUNTS_FILE, JSON.stringify({ main: { token: TOKEN }, ...settings }))
  const server = await startServer({ DATA_DIR, ACCOUNTS_FILE })
  const PORT = String(server.port)
  const fan = (args: readonly string[], input = '') =>
    run(['fan', ...args], { DATA_DIR, ACCOUNTS_FILE, PORT }, input).ended

  test.each(['main', 'compatible', 'security'])('passes the handshake and answers in %s', async (name) => {
    const url = `http://127.0.0.1:${PORT}/wechat${name === 'main' ? '' : `/${name}`}`
    const platform = createPlatform({ url, account: accountIn(name) })
    expect(await platform.handshake()).toMatchObject({ kind: 'accepted', status: 200 })
    expect(await platform.send(QUESTION)).toMatchObject({ kind: 'reply', text: ANSWER })
    const followed = await platform.send(followEvent('desk'))
    expect(followed).toMatchObject({ kind: 'reply', text: expect.stringMatching(/^欢迎关注/) })
    expect(await platform.send(unfollowEvent())).toMatchObject({ kind: 'silence' })
    const stranger = createPlatform({ url, account: { ...accountIn(name), token: 'NotOurs' } })
    expect((await stranger.handshake()).kind).toBe('bad')
    expect((await stranger.send(QUESTION)).kind).toBe('fault')
  })

  test('answers npm run fan, whose record holds each exchange and no secret', async () => {
    const file = join(DATA_DIR, 'record.jsonl')
    const { code, stdout } = await fan(['--account', 'security', '--record', file, '?18-546'])
    expect([code, stdout]).toEqual([0, `${ANSWER}\n`])
    const record = readFileSync(file, 'utf8')
    expect(record).not.toContain(TOKEN)
    expect(record).not.toContain(AES_KEY)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(JSON.parse(record)).toMatchObject({
      url: `http://127.0.0.1:${PORT}/wechat/security`,
      request: {
        query: expect.stringContaining(`openid=${FAN}`),
        body: expect.stringContaining('<Encrypt>'),
      },
      attempts: [{ kind: 'accepted', status: 200 }],
      text: ANSWER,
    })
  })

  test('is talked to line by line through a pipe, taps and menus included', async () => {
    const lines = ['18-546', '/tap 1', '/tap 2', '/unfollow', '/voice 帮助', '/twice ?18-546', '/::)']
    const { code, stdout } = await fan(['--as', 'oAnotherFan'], `${lines.join('\n')}\n`)
    expect(stdout.split('\n')).toEqual([
      '您要发送的是不是：?18-546[1]',
      ANSWER,
      '上一个回复里有 0 个可以点的链接，没有第 2 个',
      '（没有回复）',
      expect.stringContaining('帮助[1]'),
      expect.stringContaining('?18-546[2]'),
      ANSWER,
      ANSWER,
      expect.any(String),
      '',
    ])
    expect(code).toBe(1)
  })

  test('is nobody to a fan with another token, who reads the fault text', async () => {
    const { code, stdout, stderr } = await fan(['--token', 'NotOurs', '?18-546'])
    expect([code, stdout]).toEqual([1, `${FAULT_TEXT}\n`])
    expect(stderr).toContain('地址验证没有通过')
    expect(stderr).toContain('第 3 次')
  })

  test('that does not run ends npm run fan with what to do', async () => {
    const { code, stdout, stderr } = await fan(['--url', 'http://127.0.0.1:1/', 'x'])
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toBe(
      '✗ 连不上 http://127.0.0.1:1/（ECONNREFUSED）\n  → 先在另一个终端运行 npm start，或用 --url 写明回调地址。\n  SERVER_UNREACHABLE，见 docs/errors.md\n',
    )
  })

  test.each([
    ['an account that there is not', ['--account', 'nobody'], /没有叫 nobody 的账号，有的是：main、/],
    ['an address that is none', ['--url', 'wechat'], /--url 应为 http 或 https 的地址/],
    ['a token that is none', ['--token', 'no'], /--token 应为 3 到 32 个字母或数字$/],
    ['a key without an AppID', ['--token', TOKEN, '--aes-key', AES_KEY], /就要有 AppID/],
    ['an unknown option', ['--speed', '9'], /没有选项/],
    ['a record that cannot be written', ['--record', 'no/such/folder/x'], /不能写/],
  ])('is not asked with %s', async (_, args, message) => {
    vi.stubEnv('DATA_DIR', DATA_DIR)
    vi.stubEnv('ACCOUNTS_FILE', ACCOUNTS_FILE)
    await expect(fanCommand([...args, 'x'])).rejects.toThrow(message)
  })

  test('makes no token for a server that never ran', async () => {
    const folder = await temporaryFolder('never')
    vi.stubEnv('DATA_DIR', folder)
    vi.stubEnv('ACCOUNTS_FILE', join(folder, 'none.json'))
    await expect(fanCommand(['x'])).rejects.toMatchObject({ code: 'ACCOUNT_UNKNOWN' })
    expect(readdirSync(folder)).toEqual([])
  })
})
