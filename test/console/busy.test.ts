/** What the console asks of MySQL keeps no fan waiting, and ends in kind words. */
import { createConnection } from 'mysql2/promise'
import { afterAll, expect, test } from 'vitest'
import { createPlatform } from '../../src/platform/platform.ts'
import { textMessage } from '../../src/platform/messages.ts'
import { openDesk } from '../support/console.ts'
import { TOKEN } from '../support/wechat.ts'

const desk = await openDesk()
/** Whoever reads the table waits until it goes. */
const lock = await createConnection(desk.url)
await lock.query('LOCK TABLES parts WRITE')
afterAll(() => lock.end())

test('a dozen slow pages leave fans their connections, and each says so in the end', async () => {
  const pages = Array.from({ length: 12 }, () => desk.ask('/data/parts?q=secret'))
  const waiting = async () => {
    const [rows] = await lock.query('SHOW PROCESSLIST')
    return (rows as { Info: string | null }[]).filter(({ Info }) => Info?.includes('secret')).length
  }
  await expect.poll(waiting, { timeout: 4_000 }).toBeGreaterThan(3)
  const account = { name: 'main', token: TOKEN, mode: 'plaintext', keys: [] } as const
  const fan = createPlatform({ url: `http://127.0.0.1:${desk.server.port}/wechat`, account })
  const { attempts } = await fan.send(textMessage('继续'))
  expect(attempts).toEqual([expect.objectContaining({ kind: 'accepted' })])
  expect(attempts[0]?.ms).toBeLessThan(2_000)
  for (const page of await Promise.all(pages)) {
    expect(page.status).toBe(503)
    const text = await page.text()
    expect(text).toContain('MySQL 没有及时回答')
    expect(text).not.toMatch(/Failed query|select/i)
  }
}, 30_000)

test('the rules and what goes on now are shown also while MySQL does not answer', async () => {
  await lock.query('LOCK TABLES yingda_figures WRITE, yingda_messages WRITE')
  const [rules, overview, rule] = await Promise.all(
    ['/rules', '/', '/rules/help'].map((path) => desk.ask(path)),
  )
  await lock.query('UNLOCK TABLES')
  expect([rules?.status, overview?.status, rule?.status]).toEqual([200, 200, 200])
  expect(await rules?.text()).toMatch(/part-location.*MySQL 没有及时回答/s)
  expect(await overview?.text()).toMatch(/现在.*MySQL 没有及时回答/s)
  expect(await rule?.text()).toMatch(/export default.*MySQL 没有及时回答/s)
}, 30_000)
