/** The chat of the console: through the real public port, as WeChat would, and how each message was answered. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { administer } from '../support/database.ts'
import { openDesk } from '../support/console.ts'
import { FALLBACK, rulesFolder } from '../support/rules.ts'
import { AES_KEY, APP_ID, TOKEN } from '../support/wechat.ts'

const RULES_DIR = rulesFolder({
  'fallback.ts': FALLBACK,
  'part.ts': `import { answer, code, missing, query } from '#rule'
import { parts } from '#schema'
export default query({ title: '查零件', pattern: '?{part}', params: { part: code(/^\\d+-\\d+$/, '编号形如 18-546') },
  given: [[parts, { code: '1-1', workstation: 'a' }]], examples: [{ say: '?1-1', reply: 'a' }],
  async reply({ part }, { lookup }) { const row = await lookup(parts, { code: part }); return row ? answer(row.workstation) : missing('没有') } })
`,
  'add.ts': `import { answer, code, command, tap } from '#rule'
import { parts } from '#schema'
export default command({ title: '登记零件', pattern: '登记{part}', params: { part: code(/^\\d+-\\d+$/, '编号形如 18-546') },
  examples: [{ say: '登记2-2', reply: /好/ }],
  async reply({ part }, { tx }) { await tx.insert(parts).values({ code: part, workstation: '新' }); return answer('好，' + tap('?' + part)) } })
`,
  'big.ts': `import { answer, query } from '#rule'
import { z } from 'zod'
export default query({ title: '大数', pattern: '大数{n}', params: { n: z.coerce.bigint('要一个整数') },
  examples: [{ say: '大数7', reply: '8' }], reply: ({ n }) => answer(String(n + 1n)) })
`,
  'broken.ts': `import { query } from '#rule'
export default query({ title: '坏', pattern: '坏', examples: [{ say: '坏', reply: '好' }], reply() { throw new Error('没有 <b>') } })
`,
  'hello.ts': `import { answer, on } from '#rule'
export default on('subscribe', { title: '关注', examples: [{ event: {}, reply: '欢迎' }], reply: () => answer('欢迎') })
`,
})
const ACCOUNTS_FILE = join(mkdtempSync(join(tmpdir(), 'yingda-chat-')), 'accounts.json')
writeFileSync(ACCOUNTS_FILE, JSON.stringify({ club: { token: TOKEN, appId: APP_ID, aesKey: AES_KEY } }))

const desk = await openDesk({ RULES_DIR, ACCOUNTS_FILE })
const rows = (sql: string) => administer(sql, desk.url) as Promise<Record<string, unknown>[]>
beforeEach(async () => {
  await rows('DELETE FROM parts')
  await rows("INSERT INTO parts (code, workstation) VALUES ('18-546', '车体新厂房3号')")
})

/** What the page shows once the message is done: all events of its stream. */
async function say(words: string, more: Record<string, string> = {}) {
  const sent = await (await desk.post('/chat/say', { words, account: 'main', deed: 'text', ...more })).text()
  const id = /tries\/([\w-]+)\/live/.exec(sent)?.[1]
  return { sent, seen: id ? await desk.text(`/chat/tries/${id}/live`) : '', id }
}

test('a question is answered, and how: heard, the rule, its param, the statement, the bytes both ways', async () => {
  const { seen } = await say('？１８—５４６')
  expect(seen).toContain('车体新厂房3号')
  expect(seen).toContain('?18-546') // as it was heard
  expect(seen).toContain('href="/rules/part"')
  expect(seen).toContain('{&quot;part&quot;:&quot;18-546&quot;}')
  expect(seen).toMatch(/select .* from `parts` where/)
  expect(seen).toMatch(/200 · \d+ ms/)
  expect(seen).toContain('&lt;Content&gt;&lt;![CDATA[？１８—５４６]]&gt;')
  expect(seen).toContain('event: done')
})

test('a candidate that does not fit says why', async () => {
  const { seen } = await say('?abc')
  expect(seen).toContain('编号形如 18-546')
  expect(seen).toContain('invalid')
})

test('a param of any kind is shown, a bigint too', async () => {
  const { seen } = await say('大数9007199254740993')
  expect(seen).toContain('9007199254740994')
  expect(seen).toContain('{&quot;n&quot;:&quot;9007199254740993&quot;}')
})

test('a rule that fails says what went wrong, beside the apology that the fan reads', async () => {
  const { seen } = await say('坏')
  expect(seen).toMatch(/抱歉，出了点问题，请稍后再试（编号 \d+）/)
  expect(seen).toContain('<pre class="bad">没有 &lt;b&gt;</pre>')
})

test('an encrypted account is written to encrypted', async () => {
  const { seen } = await say('?18-546', { account: 'club' })
  expect(seen).toContain('车体新厂房3号')
  expect(seen).toContain('&lt;Encrypt&gt;')
})

test('what is tried here is in no figure: no row in the message log', async () => {
  await say('?18-546')
  await say('随便说说')
  await desk.server.reloadRules()
  expect(await rows('SELECT COUNT(*) AS n FROM yingda_messages')).toEqual([{ n: 0 }])
})

test('a command is asked about first, and runs once however often it is sent at once', async () => {
  const asked = await say('登记3-3')
  expect(asked.sent).toContain('会真的写入数据')
  expect(await rows("SELECT code FROM parts WHERE code = '3-3'")).toEqual([])
  const { seen } = await say('登记3-3', { sure: 'yes', deed: 'twice' })
  expect(
    seen
      .split('event: answers')
      .at(-1)
      ?.match(/class="words">好，/g),
  ).toHaveLength(2)
  expect(await rows("SELECT code FROM parts WHERE code = '3-3'")).toEqual([{ code: '3-3' }])
})

test('a link in a reply can be tapped', async () => {
  const { seen } = await say('登记4-4', { sure: 'yes' })
  const value = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(seen)?.[1] ?? ''
  const tapped = await say(value('words'), { deed: 'tap', menu: value('menu') })
  expect(tapped.seen).toContain('新')
  expect(tapped.seen).toContain('bizmsgmenuid')
})

test('a follow, a picture, a voice, a location, a menu click and a scan are sent as WeChat sends them', async () => {
  expect((await say('', { deed: 'follow' })).seen).toContain('欢迎')
  for (const [deed, MsgType] of Object.entries({ picture: 'image', voice: 'voice', location: 'location' }))
    expect((await say('', { deed })).seen).toContain(`CDATA[${MsgType}]`)
  expect((await say('MENU_1', { deed: 'click' })).seen).toContain('CDATA[CLICK]')
  expect((await say('scene-1', { deed: 'scan' })).seen).toContain('CDATA[SCAN]')
  expect((await say('', { deed: 'click' })).sent).toContain('先在框里写')
})

test('on a slow line WeChat hangs up and asks again, and the second attempt is answered', async () => {
  const { seen } = await say('?18-546', { deed: 'slow' })
  expect(seen).toContain('没有收到回复，微信断开')
  expect(seen).toContain('车体新厂房3号')
})

test('the slow line is there too where the public port is at another address of this machine', async () => {
  const elsewhere = await openDesk({ DATABASE_URL: desk.url, RULES_DIR, HOST: '127.0.0.2' })
  const sent = await (await elsewhere.post('/chat/say', { words: '?18-546', deed: 'slow' })).text()
  const [, id] = /tries\/([\w-]+)\/live/.exec(sent) ?? []
  const seen = await elsewhere.text(`/chat/tries/${id}/live`)
  expect(seen).toContain('没有收到回复，微信断开')
  expect(seen).toContain('车体新厂房3号')
})

test('what a fan writes is text on the page, never markup', async () => {
  const { sent, seen } = await say('<img src=x onerror=alert(1)>')
  expect(sent + seen).not.toContain('<img')
})

test('another session sees nothing of it', async () => {
  const { id } = await say('?18-546')
  const other = await openDesk({ DATABASE_URL: desk.url, RULES_DIR, ACCOUNTS_FILE })
  expect((await other.ask(`/chat/tries/${id}`)).status).toBe(404)
})

test('the page shows what was said when it is opened again, and one message’s way by its link', async () => {
  const { id } = await say('?18-546')
  const page = await desk.text(`/chat?try=${id}`)
  expect(page).toContain('车体新厂房3号')
  expect(page).toMatch(/select .* from `parts`/)
})
