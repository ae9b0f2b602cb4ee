/** What the console gives away, runs or writes when fans, files and addresses mean it ill. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import pino from 'pino'
import { beforeAll, expect, test } from 'vitest'
import { createDatabase } from '../../src/db/connect.ts'
import { messages } from '../../src/db/tables.ts'
import { openDesk } from '../support/console.ts'
import { temporaryFolder, waitFor } from '../support/process.ts'
import { signedQuery, textXml } from '../support/wechat.ts'

const lines: string[] = []
const log = pino({ base: null }, { write: (line: string) => void lines.push(line) })
const DATA_DIR = await temporaryFolder()
const desk = await openDesk({ DATA_DIR }, log)
const MARKUP = `"'><img src=x onerror=alert(1)><script>alert(1)</script>`
const callback = (query: string, body: string) =>
  fetch(`http://127.0.0.1:${desk.server.port}/wechat?${query}`, { method: 'POST', body })

beforeAll(async () => {
  await callback(signedQuery(), textXml(MARKUP))
  const { write, close } = createDatabase({ url: desk.url })
  await waitFor(async () => (await write.select().from(messages)).length > 0, 10_000)
  await close()
})

test.each([
  '/messages',
  `/messages?text=${encodeURIComponent(MARKUP)}`,
  `/messages?fan=${encodeURIComponent(MARKUP)}`,
  '/unanswered',
  `/rules/${encodeURIComponent(MARKUP)}`,
  `/data/parts?q=${encodeURIComponent(MARKUP)}&after=${encodeURIComponent(MARKUP)}`,
  `/accounts?language=${encodeURIComponent(MARKUP)}`,
  `/login?key=${encodeURIComponent(MARKUP)}`,
  `/${encodeURIComponent(MARKUP)}?x=${encodeURIComponent(MARKUP)}`,
])('no markup of a fan or of an address is markup on %s', async (path) => {
  const page = await desk.text(path)
  expect(await desk.text('/messages')).toContain('&lt;img src=x')
  expect(page).toContain('</html>')
  expect(page).not.toMatch(/<img|<script>|onerror=alert\(1\)>/)
})

/** As it is written: a browser, and fetch, would tidy the path up first. */
const rawly = (path: string) =>
  new Promise<{ status: number; text: string }>((resolve, reject) => {
    const Cookie = [...desk.cookies].map((pair) => pair.join('=')).join('; ')
    const { hostname, port } = new URL(desk.origin)
    request({ hostname, port, path, headers: { Cookie } }, (response) => {
      let text = ''
      response.on('data', (chunk) => (text += chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
    })
      .on('error', reject)
      .end()
  })

const UP = ['../../', '..%2f..%2f', '%2e%2e/%2e%2e/', '..\\..\\', '....//', '/', '%00', '..%252f']
const PLACES = ['/assets/', '/rules/', '/data/', '/data/parts/imports/']

test.each(PLACES.flatMap((place) => UP.map((up) => place + up)))(
  'nothing but what is meant to be seen lies under %s',
  async (path) => {
    for (const file of ['package.json', 'etc/passwd', '.git/config', 'src/main'])
      expect((await rawly(path + file)).text).not.toMatch(/"dependencies"|root:|\[core\]|npm run/)
  },
)

test('a file that is sent lies under a name of ours, whatever it is called', async () => {
  const before = readdirSync(DATA_DIR, { recursive: true, encoding: 'utf8' })
  for (const name of ['../../evil.csv', '..\\evil.csv', '/etc/evil.csv', 'evil\u0000.csv', 'rules/evil.ts']) {
    const body = new FormData()
    body.set('file', new Blob(['code,workstation\r\n1-1,x\r\n']), name)
    await desk.ask('/data/parts/imports', { method: 'POST', body, headers: { Origin: desk.origin } })
  }
  const after = readdirSync(DATA_DIR, { recursive: true, encoding: 'utf8' })
  const added = after.filter((name) => !before.includes(name) && name !== 'uploads')
  expect(added).toHaveLength(5)
  for (const name of added) expect(name).toMatch(/^uploads\/[\da-f]{32}\.csv$/)
})

test('no page writes into the rules folder: a draft is shown, and a person saves it', async () => {
  const digest = () =>
    readdirSync('test/house').map((name) =>
      createHash('sha1')
        .update(readFileSync(join('test/house', name)))
        .digest('hex'),
    )
  const before = digest()
  await desk.post('/rules/reload')
  expect(await (await desk.post('/rules/examples', { id: 'help' })).text()).toContain('帮助')
  expect(digest()).toEqual(before)
  const writers = readdirSync('src/console', { recursive: true, encoding: 'utf8' }).filter(
    (name) =>
      name.endsWith('.ts') &&
      /writeFile|createWriteStream|mkdir|rename|symlink|\bcp\b/.test(
        readFileSync(join('src/console', name), 'utf8'),
      ),
  )
  expect(writers).toEqual(['data/uploads.ts'])
})

test('nobody writes lines of their own into the log', async () => {
  const forged = '{"level":30,"msg":"forged"}'
  const query = new URLSearchParams(signedQuery('Other'))
  query.set('encrypt_type', `x\n${forged}\n`)
  await callback(query.toString(), textXml('x'))
  await callback(signedQuery(), `<xml><a>\n${forged}\n</b></xml>`)
  await desk.ask(`/data/parts/export?x=%0a${encodeURIComponent(forged)}`)
  expect(lines.length).toBeGreaterThan(2)
  for (const line of lines) {
    expect(line.trimEnd()).not.toContain('\n')
    expect((JSON.parse(line) as { msg: string }).msg).not.toBe('forged')
  }
})

test('no secret stands in an address, where proxies and histories keep it', async () => {
  const pages = ['/', '/chat', '/rules', '/accounts', '/data/parts', '/messages', '/unanswered']
  const links = (await Promise.all(pages.map((path) => desk.text(path)))).join('')
  for (const value of desk.cookies.values()) expect(links).not.toContain(value)
  expect(links).not.toMatch(/href="[^"]*(key|token|password)=/i)
})

test('a fan’s formula is text in the spreadsheet that a maintainer opens', async () => {
  const formula = `=HYPERLINK("https://evil.example","open")`
  await callback(signedQuery(), textXml(formula))
  const csv = () => desk.text('/messages/messages.csv')
  await waitFor(async () => (await csv()).includes('HYPERLINK'), 10_000)
  expect(await csv()).toContain(`,"'${formula.replaceAll('"', '""')}",`)
})

test('nothing that a stranger or a form names is called by us', async () => {
  let calls = 0
  const decoy = createServer((_, response) => response.end(String(++calls))).listen(0, '127.0.0.1')
  await once(decoy, 'listening')
  const host = `127.0.0.1:${(decoy.address() as AddressInfo).port}`
  const url = `http://${host}/x`
  const element = (name: string) => `<${name}><![CDATA[${url}]]></${name}>`
  const elements = ['PicUrl', 'Url', 'Recognition', 'EventKey'].map(element).join('')
  const headers = {
    ...{ 'X-Forwarded-Host': host, 'X-Forwarded-For': host, Forwarded: `host=${host}`, Referer: url },
    ...{ 'X-Forwarded-Proto': 'http', Origin: desk.origin },
  }
  const body = textXml('?99-999', elements)
  const target = `http://127.0.0.1:${desk.server.port}/wechat?${signedQuery()}&url=${encodeURIComponent(url)}`
  expect((await fetch(target, { method: 'POST', body, headers })).status).toBe(200)
  const doctype = `<!DOCTYPE x [<!ENTITY e SYSTEM "${url}">]>`
  expect((await fetch(target, { method: 'POST', body: doctype + body })).status).toBe(400)
  const fields = new URLSearchParams({ account: 'main', words: url, url, host, callback: url, deed: 'say' })
  await desk.ask('/chat/say', { method: 'POST', body: fields, headers })
  for (const path of ['/accounts', `/accounts?url=${url}`, `//${host}/x`, `/login?next=${url}`])
    await rawly(path)
  expect(calls).toBe(0)
  expect(await (await fetch(url)).text()).toBe('1')
  decoy.close()
})
