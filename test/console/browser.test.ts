/** The console in a real Chromium, as a maintainer uses it. `npm run screenshots` makes the pictures of the docs. */
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterEach, expect, onTestFinished, test } from 'vitest'
import { createPlatform } from '../../src/platform/platform.ts'
import { textMessage } from '../../src/platform/messages.ts'
import { accountFrom } from '../../src/accounts.ts'
import { axe, openBrowser, PHONE, scrollsSideways, type Window } from '../support/browser.ts'
import { openDesk, PASSWORD } from '../support/console.ts'
import { administer } from '../support/database.ts'
import { countFigures } from '../support/figures.ts'
import { rulesFolder, says } from '../support/rules.ts'
import { TOKEN } from '../support/wechat.ts'

const pictures = process.env['SCREENSHOTS']
const RULES_DIR = pictures ? resolve('rules') : rulesFolder({ 'fallback.ts': '' })
if (!pictures) cpSync('test/house', RULES_DIR, { recursive: true })
const desk = await openDesk({ RULES_DIR })
const open = await openBrowser(desk.origin)
const rows = (sql: string) => administer(sql, desk.url) as Promise<Record<string, unknown>[]>
await rows(
  "INSERT INTO parts (code, workstation) VALUES ('18-546', '车体新厂房3号'), ('17-22', '总装车间2号'), ('11-101', '车体新厂房1号')",
)

let windows: Window[] = []
afterEach(() => {
  const faults = windows.flatMap((window) => window.faults)
  windows = []
  expect(faults).toEqual([])
})

async function loggedIn(options: Parameters<typeof open>[0] = {}) {
  const window = await open(options)
  windows.push(window)
  await window.page.goto('/login')
  await window.page.locator('[name=password]').fill(PASSWORD)
  await window.page.locator('main form button').click()
  await window.page.waitForURL('/')
  return window.page
}

const visit = (page: Window['page'], name: string) =>
  page.getByRole('navigation', { name: '主菜单' }).getByRole('link', { name, exact: true }).click()

async function shoot(page: Window['page'], name: string): Promise<void> {
  if (!pictures) return
  mkdirSync(resolve(pictures), { recursive: true })
  await page.screenshot({ path: join(pictures, `${name}.png`) })
}

/** A fan on a phone, through the public port. */
async function fansSay(...texts: string[]): Promise<void> {
  const url = `http://127.0.0.1:${desk.server.port}/wechat`
  const platform = createPlatform({ url, account: accountFrom('main', { token: TOKEN }) })
  for (const [index, text] of texts.entries()) await platform.send(textMessage(text, `oFan${index % 7}`))
}

test('a question is asked in the chat; its answer and how it came about are read beside it', async () => {
  const page = await loggedIn()
  await visit(page, '聊天')
  await page.getByLabel('发给公众号的话').fill('？１８—５４６')
  await page.getByRole('button', { name: '发送' }).click()
  await page.locator('#phone .theirs .bubble', { hasText: '[18-546]的工作台位为[车体新厂房3号]' }).waitFor()
  const trace = page.locator('#trace')
  await trace.getByText('select', { exact: false }).waitFor()
  const seen = await trace.innerText()
  for (const part of ['?18-546', 'part-location', '{"part":"18-546"}', 'answer', '200 ·'])
    expect(seen).toContain(part)
  await trace.getByText('回复的 XML').click()
  await trace.getByText('<Content><![CDATA[[18-546]的工作台位为').waitFor()
  expect(await page.getByLabel('发给公众号的话').inputValue()).toBe('')
  await trace.getByText('回复的 XML').click()
  await page.getByLabel('发给公众号的话').fill('帮助')
  await page.getByLabel('发给公众号的话').press('Enter')
  await page.locator('#phone').getByRole('button', { name: '?18-546' }).click()
  await expect.poll(() => page.locator('#phone .theirs', { hasText: '车体新厂房3号' }).count()).toBe(2)
  await shoot(page, 'chat')
  await page.setViewportSize(PHONE.viewport)
  await shoot(page, 'phone')
})

test('a broken rule is red, with its file and what to do; mended and read again, it is gone', async () => {
  const page = await loggedIn()
  const file = join(RULES_DIR, 'broken.ts')
  writeFileSync(file, says('帮助', '我来'))
  onTestFinished(() => rmSync(file, { force: true }))
  await page.goto('/rules')
  await page.getByRole('button', { name: '重新读取规则' }).click()
  const problem = page.locator('article.problem')
  await problem.waitFor()
  expect(await problem.innerText()).toMatch(/broken\.ts/)
  const color = await page.evaluate<string>(
    'getComputedStyle(document.querySelector("article.problem .bad")).color',
  )
  const [red = 0, green = 0] = color.match(/\d+/g)?.map(Number) ?? []
  expect(red).toBeGreaterThan(2 * green)
  await shoot(page, 'broken-rule')
  rmSync(file)
  await page.getByRole('button', { name: '重新读取规则' }).click()
  await expect.poll(() => problem.count()).toBe(0)
})

test('what fans miss becomes a draft; saved, it answers', async () => {
  await fansSay('18-546在哪', '17-22在哪', '11-101在哪', '18-546在哪', '?18-546', '?99-999', '帮助')
  await expect.poll(() => rows('SELECT COUNT(*) AS n FROM yingda_messages')).toEqual([{ n: 7 }])
  await countFigures(desk.url)
  const page = await loggedIn()
  await visit(page, '没答上的')
  await page.getByText('#-#在哪').waitFor()
  await shoot(page, 'unanswered')
  await page.getByRole('link', { name: '写一条规则' }).first().click()
  const draft = await page.locator('pre code').first().innerText()
  expect(draft).toContain('在哪')
  await shoot(page, 'draft')
  const file = join(RULES_DIR, 'drafted.ts')
  writeFileSync(file, draft)
  onTestFinished(() => rmSync(file, { force: true }))
  await visit(page, '规则')
  await page.getByRole('button', { name: '重新读取规则' }).click()
  await page.getByRole('link', { name: 'drafted' }).waitFor()
  await visit(page, '聊天')
  await page.getByLabel('发给公众号的话').fill('17-22在哪')
  await page.getByRole('button', { name: '发送' }).click()
  await page.locator('#phone .theirs .bubble', { hasText: '总装车间2号' }).waitFor()
})

test('a CSV with three bad rows shows them and changes nothing; without them it is imported', async () => {
  const page = await loggedIn()
  await visit(page, '数据')
  await page.getByRole('link', { name: 'parts' }).click()
  const before = await rows('SELECT code, workstation FROM parts ORDER BY code')
  const good = 'code,workstation\n20-1,新车间1号\n20-2,新车间2号\n'
  const bad = `${good},没有编号\n20-3,\n${'9'.repeat(40)},太长\n`
  const upload = async (text: string) => {
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'parts.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
    await page.getByRole('button', { name: '上传并检查' }).click()
  }
  await upload(bad)
  await page.getByRole('region', { name: '不对的行' }).waitFor()
  const seen = await page.locator('main').innerText()
  expect(seen).toMatch(/有问题\s+3/)
  for (const line of [4, 5, 6]) expect(seen).toMatch(new RegExp(`^${line}\\s`, 'm'))
  await shoot(page, 'bad-rows')
  expect(await rows('SELECT code, workstation FROM parts ORDER BY code')).toEqual(before)
  await page.goto('/data/parts')
  await upload(good)
  await page.getByRole('button', { name: '导入', exact: true }).click()
  await expect.poll(() => rows("SELECT COUNT(*) AS n FROM parts WHERE code LIKE '20-%'")).toEqual([{ n: 2 }])
})

test('a value without a neighbour is a dot in its chart', async () => {
  await rows(`INSERT INTO yingda_messages (\`key\`, account, fan, kind, text, heard, rule, outcome, ms, attempt, at)
    VALUES (MD5('lone'), 'main', NULL, 'text', '?18-546', '?18-546', 'part-location', 'answer', 5, 1, UTC_TIMESTAMP(3) - INTERVAL 5 MINUTE)`)
  await countFigures(desk.url)
  const page = await loggedIn()
  await page.goto('/?span=month')
  await page.locator('[data-chart="answered"] canvas').waitFor()
  /** How many dots have the color of the line. */
  const inked = `(one) => {
    const { data } = one.getContext('2d').getImageData(0, 0, one.width, one.height)
    return data.filter((_, at) => at % 4 === 0 && data[at] === 0x0a && data[at + 1] === 0x6b).length
  }`
  await expect
    .poll(() => page.evaluate(`(${inked})(document.querySelector('[data-chart="answered"] canvas'))`))
    .toBeGreaterThan(10)
})

test.runIf(pictures)('the overview of a busy month', async () => {
  await rows(`INSERT INTO yingda_messages (\`key\`, account, fan, kind, text, heard, rule, outcome, ms, attempt, at)
    SELECT MD5(seq), 'main', NULL, 'text', '?18-546', '?18-546', 'part-location',
      CASE WHEN MOD(seq, 41) = 0 THEN 'unmatched' WHEN MOD(seq, 29) = 0 THEN 'missing' WHEN MOD(seq, 701) = 0 THEN 'failed' ELSE 'answer' END,
      2 + FLOOR(POW(RAND(seq * 3), 6) * 90), IF(MOD(seq, 211) = 0, 2, 1),
      UTC_TIMESTAMP(3) - INTERVAL FLOOR(IF(MOD(seq, 3), 30000 + 30000 * (RAND(seq) + RAND(seq * 5) - 1), 86400 * RAND(seq * 7))) SECOND
    FROM seq_1_to_30000`)
  await countFigures(desk.url)
  const page = await loggedIn({ viewport: { width: 1280, height: 1000 } })
  await page.goto('/?span=day')
  await page.locator('canvas').first().waitFor()
  await shoot(page, 'overview')
  await page.goto('/rules')
  await shoot(page, 'rules')
})

const PAGES = [
  '/',
  '/chat',
  '/rules',
  '/rules/part-location',
  '/unanswered',
  '/messages',
  '/data',
  '/data/parts',
  '/accounts',
]

test('on a phone no page can be pushed sideways, and axe-core finds no serious fault, in light and dark', async () => {
  const looks = [
    ['light', PAGES],
    ['dark', ['/', '/chat', '/rules', '/accounts']],
  ] as const
  for (const [colorScheme, paths] of looks) {
    const page = await loggedIn({ ...PHONE, colorScheme })
    for (const path of paths) {
      await page.goto(path)
      expect(await scrollsSideways(page), path).toBe(false)
      expect(await axe(page), `${path} ${colorScheme}`).toEqual([])
    }
  }
}, 120_000)

test('a browser in English reads every page in English, and may change to Chinese', async () => {
  const page = await loggedIn({ locale: 'en-GB' })
  for (const path of PAGES.filter((one) => !one.includes('part'))) {
    await page.goto(path)
    expect(await page.locator('html').getAttribute('lang'), path).toBe('en')
    expect(await page.locator('h1').innerText(), path).toMatch(/^[A-Z][a-z]+$/)
    expect(await axe(page), path).toEqual([])
  }
  await page.getByRole('link', { name: '中文' }).click()
  expect(await page.locator('h1').innerText()).toBe('公众号')
  await page.goto('/rules')
  expect(await page.locator('h1').innerText()).toBe('规则')
})
