/** The rules page: the pipeline with its figures, what is wrong with the files, one rule with its examples. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ruleAddress } from '../../src/console/address.ts'
import { administer } from '../support/database.ts'
import { openDesk } from '../support/console.ts'
import { countFigures } from '../support/figures.ts'
import { FALLBACK, rulesFolder, says } from '../support/rules.ts'

const RULES_DIR = rulesFolder({
  'fallback.ts': FALLBACK,
  'hello.ts': says('你好', '您好'),
  'wrong.ts': `import { answer, query } from '#rule'
export default query({ title: '说错', pattern: '说错', examples: [{ say: '说错', reply: '对' }, { say: '说错', reply: '错 <b>' }], reply: () => answer('错 <b>') })
`,
  'shop/hello.ts': says('你好', '小店您好'),
})
const desk = await openDesk({ RULES_DIR })
const rowOf = (page: string, id: string) =>
  new RegExp(`<tr>(?:(?!</tr>).)*href="/rules/${id}".*?</tr>`, 's').exec(page)?.[0] ?? ''

test('the pipeline is shown in its order, of each account, with why and where', async () => {
  const page = await desk.text('/rules')
  expect(rowOf(page, 'hello')).toMatch(/hello\.ts.*整句一样/s)
  expect(page).toContain('账号 shop')
  expect(rowOf(page, 'shop/hello')).toContain('shop/hello.ts')
  expect(page.indexOf('href="/rules/hello"')).toBeLessThan(page.indexOf('href="/rules/fallback"'))
})

test('each rule has its page, whatever its file is called', async () => {
  const page = await desk.text('/rules')
  for (const [, link = ''] of page.matchAll(/href="(\/rules\/[^"]+)"/g))
    expect((await desk.ask(link)).status).toBe(200)
  expect(ruleAddress('shop/1#2 50%')).toBe('/rules/shop/1%232%2050%25')
})

test('a rule that was never hit is marked; one that was has its figures', async () => {
  const at = Math.floor(Date.now() / 1000) - 60
  const rows = Array.from(
    { length: 10 },
    (_, n) =>
      `(MD5('r${n}'), 'main', NULL, 'text', '你好', '你好', 'hello', '${n < 8 ? 'answer' : n === 8 ? 'missing' : 'failed'}', ${n + 1}, 1, FROM_UNIXTIME(${at}))`,
  )
  await administer(
    `INSERT INTO yingda_messages (\`key\`, account, fan, kind, text, heard, rule, outcome, ms, attempt, at) VALUES ${rows.join(',')}`,
    desk.url,
  )
  await countFigures(desk.url)
  expect(rowOf(await desk.text('/rules'), 'hello')).toMatch(/>10<.*>10\.0%<.*>0<.*>10\.0%<.*<time/s)
  expect(rowOf(await desk.text('/rules'), 'wrong')).toContain('从未命中')
  expect(await desk.text('/rules/hello')).toMatch(/最近的消息.*你好/s)
})

test('a broken file is red, with its place and what to do, until it is mended and read again', async () => {
  const file = join(RULES_DIR, 'broken.ts')
  writeFileSync(file, says('你好', '又一个'))
  await desk.post('/rules/reload')
  const page = await desk.text('/rules')
  expect(page).toMatch(/class="problem" role="alert".*broken\.ts:\d+.*你好.*<\/article>/s)
  expect(page).toContain('仍由上一次的规则回答')
  expect(rowOf(page, 'hello')).not.toBe('')
  rmSync(file)
  await desk.post('/rules/reload')
  expect(await desk.text('/rules')).not.toContain('role="alert"')
})

test('a rule’s page has its source and its examples; asking them tells which get their reply', async () => {
  const page = await desk.text('/rules/wrong')
  expect(page).toContain('answer(&#39;错 &lt;b&gt;&#39;)')
  const wrong = await (await desk.post('/rules/examples', { id: 'wrong' })).text()
  expect(wrong).toMatch(/class="good">✓<\/span>\s*「说错」/)
  expect(wrong).toMatch(/class="bad">✗<\/span>\s*「说错」.*错 &lt;b&gt;/s)
}, 60_000)

test('a rule that is not there is not found, on a page with the way back', async () => {
  const response = await desk.ask('/rules/nobody')
  expect(response.status).toBe(404)
  expect(await response.text()).toMatch(/href="\/rules" aria-current.*没有这一页/s)
})

test('the page says when the rules were read again', async () => {
  const location = (await desk.post('/rules/reload')).headers.get('location') ?? ''
  expect(await desk.text(location)).toMatch(/role="status">已重新读取：<time/)
  expect(await desk.text('/rules?read=x')).not.toContain('role="status"')
})
