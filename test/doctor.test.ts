/** `npm run doctor`: each mistake of a server is found and explained. */
import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { RequestListener, ServerResponse } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { createServer as createTcp, type AddressInfo, type Server } from 'node:net'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { accountFrom } from '../src/accounts.ts'
import { checkAddress } from '../src/doctor/address.ts'
import { examine, type Patient } from '../src/doctor/examine.ts'
import type { Finding } from '../src/doctor/finding.ts'
import { parseXml } from '../src/wechat/xml.ts'
import { testApp } from './support/app.ts'
import { certificateFor } from './support/certificate.ts'
import { migratedDatabase } from './support/database.ts'
import { listen } from './support/listener.ts'
import { misbehaving } from './support/misbehaving.ts'
import { run, temporaryFolder } from './support/process.ts'
import { ACCOUNTS, AES_KEY, APP_ID, TOKEN } from './support/wechat.ts'

const MAIN = accountFrom('main', { token: TOKEN })
const SECURE = accountFrom('security', { token: TOKEN, appId: APP_ID, aesKey: AES_KEY })

async function findingsAt(url: string, options: Partial<Patient> = {}): Promise<Finding[]> {
  const findings: Finding[] = []
  for await (const finding of examine({ url: new URL(url), account: MAIN, ...options }))
    findings.push(finding)
  return findings
}
const badOf = (findings: readonly Finding[]) =>
  findings.filter(({ mark }) => mark === 'bad').map(({ title, text, hint }) => `${title}：${text} → ${hint}`)

/** The answer to the handshake is as told; messages are received in silence. */
const shaking =
  (answer: (echostr: string, response: ServerResponse) => void) => (response: ServerResponse) => {
    const echostr = new URL(response.req.url ?? '', 'http://-').searchParams.get('echostr')
    if (echostr === null) response.end('success')
    else answer(echostr, response)
  }
const says = (body: (echostr: string) => string | Buffer, status = 200, headers = {}) =>
  shaking((echostr, response) => response.writeHead(status, headers).end(body(echostr)))
const page = '<!DOCTYPE html><html><body>Welcome</body></html>'
const plainToTls = '<html><body>The plain HTTP request was sent to HTTPS port</body></html>'

test.each<[what: string, said: RegExp, answer: (response: ServerResponse) => void]>([
  ['a BOM before it', /有 BOM.*不带 BOM/, says((echo) => `\ufeff${echo}`)],
  ['a line break behind it', /后面多了空格或换行/, says((echo) => `${echo}\n`)],
  ['blanks before it', /前面多了空格或换行/, says((echo) => `  ${echo}`)],
  ['quotes around it', /带着引号.*JSON/, says((echo) => JSON.stringify(echo))],
  ['JSON around it', /还有别的内容/, says((echo) => JSON.stringify({ echo }))],
  ['nothing', /回答是空的/, says(() => '')],
  ['a page of HTML', /一个网页/, says(() => page)],
  ['a rounded number', /不是 echostr/, says(() => '4375120948345356000')],
  ['status 201', /状态是 201，应为 200/, says((echo) => echo, 201)],
  [
    'a redirect to https',
    /跳转到 https:\/\/a\.cn\/wechat，.*不跟随/,
    says(() => '', 301, { Location: 'https://a.cn/wechat?x=1' }),
  ],
  [
    'a redirect to a slash',
    /跳转到 http:\/\/127.*\/wechat\/，/,
    says(() => '', 308, { Location: '/wechat/' }),
  ],
  ['the redirect of our console', /控制台的端口；填公开的地址/, says(() => '', 302, { Location: '/login' })],
  ['a redirect to nowhere', /状态是 302：跳转，/, says(() => '', 302)],
  ['400 of an https port', /这个端口是 https.*http:\/\/ 改成 https/, says(() => plainToTls, 400)],
  ['401', /要登录.*Basic/, says(() => '', 401)],
  ['403 of ours', /不认这个签名.*Token 不一样/, says(() => 'forbidden', 403)],
  ['403 of a firewall', /防火墙或 CDN/, says(() => page, 403)],
  ['404', /没有这个路径.*\/wechat/, says(() => 'not found', 404)],
  ['405', /GET 和 POST/, says(() => '', 405)],
  ['429', /限流/, says(() => '', 429)],
  ['500', /程序出错了/, says(() => 'oops', 500)],
  ['502 of nginx', /502（nginx）.*npm start.*proxy_pass/, says(() => page, 502, { Server: 'nginx' })],
  [
    'a connection cut off',
    /连接断了（ECONNRESET）/,
    shaking((_, response) => response.socket?.resetAndDestroy()),
  ],
  ['no HTTP', /不是 HTTP（HPE_/, shaking((_, response) => response.socket?.end('SSH-2.0-OpenSSH\r\n\r\n'))],
])('a handshake answered with %s is explained', async (_, said, answer) => {
  const bad = badOf(await findingsAt((await misbehaving(answer)).url))
  expect(bad).toHaveLength(1)
  expect(bad[0]).toMatch(/^地址验证：/)
  expect(bad[0]).toMatch(said)
})

const echoes = (message: (response: ServerResponse) => void) => (response: ServerResponse) =>
  response.req.method === 'GET' ? says((echo) => echo)(response) : message(response)
const replies = (body: string, status = 200) => echoes((response) => response.writeHead(status).end(body))

test.each<[what: string, said: RegExp, answer: (response: ServerResponse) => void, account?: typeof MAIN]>([
  ['403 in plaintext mode', /明文的消息却被拒绝.*安全模式/, replies('', 403)],
  ['403 in security mode', /加密的消息却被拒绝.*EncodingAESKey 或 AppID/, replies('', 403), SECURE],
  ['400 in security mode', /没有设 EncodingAESKey/, replies('not a message', 400), SECURE],
  ['404', /没有这个路径/, replies('', 404)],
  ['a redirect', /不跟随跳转/, replies('', 302)],
  ['a page', /不接受这个回复.*POST 被转到了别的网站/, replies(page)],
  ['JSON', /不接受这个回复.*微信的 XML、success/, replies('{"ok":true}')],
  ['a clear reply in security mode', /没有加密.*明文模式/, replies('<xml><a>b</a></xml>'), SECURE],
  [
    'an encrypted reply in plaintext mode',
    /那边加密了回复/,
    replies('<xml><Encrypt><![CDATA[x]]></Encrypt></xml>'),
  ],
  ['a connection cut off', /连接断了/, echoes((response) => response.socket?.resetAndDestroy())],
])('a message answered with %s is explained', async (_, said, answer, account = MAIN) => {
  const bad = badOf(await findingsAt((await misbehaving(answer)).url, { account }))
  expect(bad).toHaveLength(1)
  expect(bad[0]).toMatch(/^消息：/)
  expect(bad[0]).toMatch(said)
})

test('a server that does not answer is given up when the time is over', async () => {
  const mute = await misbehaving(() => {})
  expect(badOf(await findingsAt(mute.url, { timeoutMs: 300 }))).toEqual([
    expect.stringMatching(/^地址验证：0\.\d 秒内没有回答，微信会挂断/),
  ])
  const half = await misbehaving(echoes(() => {}))
  expect(badOf(await findingsAt(half.url, { timeoutMs: 300 }))).toEqual([
    expect.stringMatching(/^消息：0\.\d 秒内没有回答/),
  ])
})

test('what is well is said to be well, in each mode of ours', async () => {
  const { app } = await testApp(await migratedDatabase())
  const { origin } = await listen(app)
  for (const account of ACCOUNTS.values()) {
    const findings = await findingsAt(`${origin}/wechat/${account.name}`, { account })
    expect(findings.map(({ mark, title }) => `${mark} ${title}`)).toEqual([
      'warning 地址',
      'good 连接',
      'good 地址验证',
      'good 时间',
      'good 消息',
    ])
    expect(findings.at(-1)?.text).toMatch(/「帮助」→「看看能查什么：/)
  }
  const wrong = accountFrom('security', { token: TOKEN, appId: 'wx0', aesKey: AES_KEY })
  expect(badOf(await findingsAt(`${origin}/wechat/security`, { account: wrong }))).toEqual([
    expect.stringMatching(/AppID 不一样/),
  ])
})

test('silence is an answer too, and no more is sent than one handshake and one text', async () => {
  const server = await misbehaving(replies('success'))
  expect((await findingsAt(server.url)).at(-1)).toMatchObject({
    mark: 'good',
    text: expect.stringMatching(/没有回复/),
  })
  expect(server.asked).toHaveLength(2)
  expect(parseXml(server.asked[1]?.body ?? '')).toMatchObject({ MsgType: 'text', Content: '帮助' })
})

test.each([
  ['three minutes behind', -180_000, /慢 180 秒/],
  ['an hour ahead', 3_600_000, /快 3600 秒/],
])('a clock %s is told of, and the rest is checked', async (_, offMs, said) => {
  const date = new Date(Date.now() + offMs).toUTCString()
  const server = await misbehaving(says((echo) => echo, 200, { Date: date }))
  const findings = await findingsAt(server.url, { now: () => Date.parse(date) - offMs })
  expect(badOf(findings)).toEqual([expect.stringMatching(said)])
  expect(findings.at(-1)?.title).toBe('消息')
})

test.each([
  ['https://wx.example.com/wechat', 'good', /wx\.example\.com/],
  ['http://wx.example.com/wechat', 'good', /也接受 http/],
  ['http://wx.example.com:3000/wechat', 'bad', /端口是 3000，微信只访问 80 和 443/],
  ['https://wx.example.com/wechat?nonce=1&a=b', 'bad', /自己带了 nonce/],
  ['http://192.168.1.7/wechat', 'warning', /本机或内网/],
  ['http://localhost:3000/wechat', 'warning', /本机或内网/],
])('the address %s is %s', (url, mark, said) => {
  expect(checkAddress(new URL(url))).toEqual([
    expect.objectContaining({ mark, text: expect.stringMatching(said) }),
  ])
})

test('a name that nobody has, and a port where nobody listens', async () => {
  expect(badOf(await findingsAt('http://nobody.invalid/wechat'))).toEqual([
    expect.stringMatching(/^域名：.*nobody/),
  ])
  const free = createTcp()
  const port = await portOf(free)
  await new Promise((resolve) => free.close(resolve))
  expect(badOf(await findingsAt(`http://127.0.0.1:${port}/wechat`))).toEqual([
    expect.stringMatching(/没有程序在听（ECONNREFUSED）.*npm start/),
  ])
})

const servers: Server[] = []
afterAll(() => servers.forEach((server) => server.close()))

async function portOf(server: Server): Promise<number> {
  server.listen(0)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

async function https(certificate: { cert: string; key: string }): Promise<string> {
  const server = createHttps(certificate, ((_, response) =>
    says((echo) => echo)(response)) as RequestListener)
  servers.push(server)
  return `https://localhost:${await portOf(server)}/wechat`
}

test.each([
  ['signed by itself', { name: 'localhost' }, [/自己签的/]],
  ['out of date', { name: 'localhost', untilDays: -3, fromDays: -90 }, [/已经过期/]],
  ['not yet valid', { name: 'localhost', fromDays: 2 }, [/才生效/]],
  [
    'of another name',
    { name: 'other.example.com' },
    [/other\.example\.com 的，不是 localhost 的/, /自己签的/],
  ],
])('a certificate %s is explained', async (_, wanted, said) => {
  const bad = badOf(await findingsAt(await https(certificateFor(wanted))))
  expect(bad.filter((text) => text.startsWith('证书：'))).toEqual(bad)
  for (const one of said) expect(bad).toContainEqual(expect.stringMatching(one))
})

test('https asked of a port that speaks http is explained', async () => {
  const { url } = await misbehaving(replies('success'))
  const [bad] = badOf(await findingsAt(url.replace('http:', 'https:')))
  expect(bad).toMatch(/^证书：这个端口上不是 https → 把地址改成 http/)
})

test('the command lists what it found and ends with 0; a certificate that ends soon is a warning', async () => {
  const certificate = certificateFor({ name: 'localhost', untilDays: 10 })
  const folder = await temporaryFolder('doctor')
  const ca = join(folder, 'ca.pem')
  writeFileSync(ca, certificate.cert)
  const url = await https(certificate)
  const env = { DATA_DIR: folder, WECHAT_TOKEN: TOKEN, NODE_EXTRA_CA_CERTS: ca }
  const { code, stdout } = await run(['doctor', '--url', url], env).ended
  expect(stdout).toMatch(
    /· 账号 main · plaintext\n! 地址 .*\n  → .*\n✓ 域名 .*\n✓ 连接 .*\n! 证书 .*还有 9 天到期\n  → .*certbot.*\n✓ 地址验证 .*\n✓ 时间 .*\n✓ 消息 .*\n$/,
  )
  expect(stdout).not.toContain(TOKEN)
  expect(code).toBe(0)
})

test('docs/doctor.md quotes what the doctor says', () => {
  const said = readdirSync('src/doctor').map((file) => readFileSync(join('src/doctor', file), 'utf8'))
  const rows = [...readFileSync('docs/doctor.md', 'utf8').matchAll(/^\| `([^-`][^`]*)` +\|/gm)]
  expect(rows.length).toBeGreaterThan(20)
  for (const [, words = ''] of rows) expect(said.join()).toContain(words)
})
