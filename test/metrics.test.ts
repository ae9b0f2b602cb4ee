/** What Prometheus reads, and who may. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openDesk, PASSWORD, visitor } from './support/console.ts'
import { valueIn } from './support/metrics.ts'
import { waitFor } from './support/process.ts'
import { FALLBACK, rulesFolder, says } from './support/rules.ts'
import { signedQuery, textXml } from './support/wechat.ts'

const RULES_DIR = rulesFolder({ 'fallback.ts': FALLBACK, 'hello.ts': says('你好', '您好') })
const desk = await openDesk({ RULES_DIR, FAN_MESSAGES: '0' })
const { server, origin } = desk
const as = (password: string) => ({
  headers: { Authorization: `Basic ${Buffer.from(`prometheus:${password}`).toString('base64')}` },
})
const scrape = async (from = origin) => (await fetch(`${from}/metrics`, as(PASSWORD))).text()
const value = async (line: string) => valueIn(await scrape(), line)
const post = (body: string, path = '/wechat', query = signedQuery()) =>
  fetch(`http://127.0.0.1:${server.port}${path}?${query}`, { method: 'POST', body })

describe('what it says', () => {
  test('messages by account, rule and outcome', async () => {
    for (const text of ['你好', '你好', '什么']) await post(textXml(text))
    expect(await value('yingda_messages_total{account="main",rule="hello",outcome="answer"}')).toBe(2)
    expect(await value('yingda_messages_total{account="main",rule="fallback",outcome="unmatched"}')).toBe(1)
    expect(await value('yingda_message_attempts_total{account="main",attempt="1"}')).toBe(3)
    expect(await value('yingda_message_seconds_count{account="main"}')).toBe(3)
    expect(await value('yingda_message_seconds_bucket{account="main",le="15"}')).toBe(3)
    expect(await value('yingda_message_seconds_bucket{account="main",le="+Inf"}')).toBe(3)
    expect(await value('yingda_message_seconds_sum{account="main"}')).toBeGreaterThan(0)
  })

  test('a message that was answered on its second delivery', async () => {
    const sentAt = Math.floor(Date.now() / 1000) - 6
    await post(textXml('你好').replace(/(?<=<CreateTime>)\d+/, String(sentAt)))
    expect(await value('yingda_message_attempts_total{account="main",attempt="2"}')).toBe(1)
  })

  test('what a maintainer tries in the chat is in none of it', async () => {
    const before = await value('yingda_message_seconds_count{account="main"}')
    await desk.post('/chat/say', { account: 'main', words: '你好', deed: 'text' })
    const tried = async () => (await desk.text('/chat')).includes('您好')
    await waitFor(tried, 10_000)
    expect(await value('yingda_message_seconds_count{account="main"}')).toBe(before)
  })

  test('strangers make no label: neither by an account that there is not nor by what they send', async () => {
    const seriesOf = (text: string) => text.split('\n').filter((line) => /^\w/.test(line)).length
    await post('<xml/>', '/wechat', 'signature=wrong')
    await post(textXml('什么')) // an account and a rule have their labels from their first message on
    const before = seriesOf(await scrape())
    for (let name = 0; name < 50; name++) {
      await post(textXml('你好'), `/wechat/nobody${name}`)
      await post(textXml(`什么${name}`), '/wechat', `signature=wrong${name}`)
      await post(textXml(`什么${name}`))
    }
    const text = await scrape()
    expect(text).not.toContain('nobody')
    expect(seriesOf(text)).toBeLessThanOrEqual(before + 2) // refusals of two more kinds
  })

  test('requests that were refused, by why', async () => {
    const { timestamp, nonce } = Object.fromEntries(new URLSearchParams(signedQuery()))
    const absent = async () => (await value('yingda_refused_total{account="main",reason="absent"}')) ?? 0
    const before = await absent()
    // What comes in a flood, as of the test before, is not looked into.
    const isCounted = async () => {
      await post('<xml/>', '/wechat', `timestamp=${timestamp}&nonce=${nonce}`)
      return (await absent()) === before + 1
    }
    await waitFor(isCounted, 5_000)
  })

  test('the rulebook that answers, and what keeps the next one from it', async () => {
    expect(await value('yingda_rulebook_generation')).toBe(1)
    writeFileSync(join(RULES_DIR, 'bye.ts'), says('再见', '回头见'))
    await server.reloadRules()
    expect([await value('yingda_rulebook_generation'), await value('yingda_rulebook_rules')]).toEqual([2, 3])
    writeFileSync(join(RULES_DIR, 'bye.ts'), 'nothing')
    await server.reloadRules()
    expect(await value('yingda_rulebook_generation')).toBe(2)
    expect(await value('yingda_rulebook_problems')).toBeGreaterThan(0)
  })

  test('where the rows of the message log are, and the connections', async () => {
    await waitFor(async () => (await value('yingda_log_rows_waiting{place="memory"}')) === 0, 10_000)
    const messages = await value('yingda_message_seconds_count{account="main"}')
    expect(await value('yingda_log_rows_written_total')).toBe(messages)
    expect(await value('yingda_log_rows_waiting{place="disk"}')).toBe(0)
    expect(await value('yingda_log_rows_dropped_total')).toBe(0)
    expect(await value('yingda_pool_limit{pool="own"}')).toBe(10)
    expect(await value('yingda_pool_connections{pool="own",state="idle"}')).toBeGreaterThan(0)
    expect(await value('yingda_database_up')).toBe(1)
    expect(await value('yingda_embedded_server')).toBe(0)
  })
})

describe('who may read it', () => {
  test('a scraper with the password, whatever its name; a browser that is logged in', async () => {
    const response = await fetch(`${origin}/metrics`, as(PASSWORD))
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
    expect(await desk.text('/metrics')).toContain('yingda_database_up 1')
  })

  test('nobody else, and no browser is asked for a password', async () => {
    for (const init of [{}, as('wrong'), { headers: { Authorization: `Bearer ${PASSWORD}` } }]) {
      const response = await fetch(`${origin}/metrics`, { redirect: 'manual', ...init })
      expect(response.status).toBe(401)
      expect(response.headers.get('www-authenticate')).toBeNull()
      expect(await response.text()).not.toContain('yingda_')
    }
  })

  test('the public port knows it not', async () => {
    expect((await fetch(`http://127.0.0.1:${server.port}/metrics`, as(PASSWORD))).status).toBe(404)
  })

  test('wrong passwords here and at the form are counted together, and five are enough', async () => {
    const { guest, origin: other } = await openDesk({ DATABASE_URL: desk.url })
    for (let attempt = 0; attempt < 3; attempt++)
      expect((await fetch(`${other}/metrics`, as(`wrong ${attempt}`))).status).toBe(401)
    for (let attempt = 0; attempt < 2; attempt++)
      expect((await guest.post('/login', { password: `wrong ${attempt}` })).status).toBe(403)
    expect((await fetch(`${other}/metrics`, as(PASSWORD))).status).toBe(429)
    expect((await guest.post('/login', { password: PASSWORD })).status).toBe(429)
  })

  test('right ones are none of the guesses, nor is coming without any', async () => {
    const { guest, origin: other } = await openDesk({ DATABASE_URL: desk.url })
    for (let scrapes = 0; scrapes < 10; scrapes++) {
      expect((await fetch(`${other}/metrics`, as(PASSWORD))).status).toBe(200)
      expect((await fetch(`${other}/metrics`)).status).toBe(401)
    }
    expect((await guest.post('/login', { password: PASSWORD })).status).toBe(303)
  })

  test('where no password is set the key of the start is not used up by a scraper', async () => {
    const { server: other } = await openDesk({ DATABASE_URL: desk.url, CONSOLE_PASSWORD: '' })
    const { searchParams, origin: at } = new URL(other.console)
    expect((await fetch(`${at}/metrics`, as(searchParams.get('key') ?? ''))).status).toBe(401)
    const user = visitor(at)
    expect((await user.ask(other.console)).status).toBe(303)
    expect(await user.text('/metrics')).toContain('yingda_database_up')
  })
})
