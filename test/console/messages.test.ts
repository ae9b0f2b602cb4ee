/** The messages page: searched, paged by key, exported. */
import { beforeAll, expect, test } from 'vitest'
import { administer } from '../support/database.ts'
import { openDesk } from '../support/console.ts'

const desk = await openDesk({ LOG_DAYS: '3650' })
const MANY = 30_000

/** A row a second, the newest last; every thousandth says 稀有, and two rows share each moment. */
beforeAll(async () => {
  const values = (n: number) => `(LEFT(SHA2(${n}, 256), 32), 'main', LPAD(MOD(${n}, 7), 32, '0'), 'text',
    IF(MOD(${n}, 1000) = 0, CONCAT('稀有 50%_', ${n}), CONCAT('话 ', ${n})), '', IF(MOD(${n}, 2), 'part-location', NULL),
    IF(MOD(${n}, 2), 'answer', 'unmatched'), 3, 1, '2026-03-01 00:00:00' + INTERVAL FLOOR(${n} / 2) SECOND)`
  for (let from = 1; from <= MANY; from += 5_000) {
    const rows = Array.from({ length: 5_000 }, (_, index) => values(from + index))
    await administer(
      `INSERT INTO yingda_messages (\`key\`, account, fan, kind, text, heard, rule, outcome, ms, attempt, at) VALUES ${rows.join(',')}`,
      desk.url,
    )
  }
})

const found = (page: string) => [...page.matchAll(/(?:稀有 50%_|话 )(\d+)/g)].map(([, n]) => Number(n))
const older = (page: string) =>
  /href="([^"]+)"\s*>(?:更早的|接着往前找)/.exec(page)?.[1]?.replaceAll('&amp;', '&')

test('the newest come first, and the pages after them leave none out and show none twice', async () => {
  let path: string | undefined = '/messages?fan='
  const seen: number[] = []
  for (let turn = 0; turn < 5 && path; turn++) {
    const page = await desk.text(path)
    seen.push(...found(page))
    path = older(page)
  }
  expect(seen).toEqual(Array.from({ length: 250 }, (_, index) => MANY - index))
})

test('a rare text is found among many others, and what looks like a pattern is looked for as it is', async () => {
  expect(found(await desk.text(`/messages?text=${encodeURIComponent('50%_')}`))).toHaveLength(30)
  expect(found(await desk.text('/messages?text=5%25_0'))).toEqual([])
})

test('a fan, a rule, an outcome and days narrow it, the days being the reader’s', async () => {
  const fan = '0'.repeat(31)
  expect(found(await desk.text(`/messages?fan=${fan}3`)).every((n) => n % 7 === 3)).toBe(true)
  expect(found(await desk.text('/messages?rule=part-location')).every((n) => n % 2 === 1)).toBe(true)
  expect(found(await desk.text('/messages?outcome=unmatched')).every((n) => n % 2 === 0)).toBe(true)
  expect(await desk.text('/messages?from=2026-03-02')).toContain('没有找到')
  expect(found(await desk.text('/messages?from=2026-03-01&until=2026-03-01'))).toHaveLength(50)
  // The 28th of February ends in China eight hours before it does in Greenwich, and eight hours later in California.
  expect(await desk.text('/messages?until=2026-02-28&zone=480')).toContain('没有找到')
  expect(found(await desk.text('/messages?until=2026-02-28&zone=-480'))).toHaveLength(50)
})

test('the export has every row that was searched for, as spreadsheets read it', async () => {
  const csv = await desk.text('/messages/messages.csv?rule=part-location')
  expect(csv.split('\r\n')[0]).toBe('at,account,fan,kind,text,heard,rule,outcome,ms,attempt')
  expect(csv.trim().split('\r\n')).toHaveLength(1 + MANY / 2)
})

test('nonsense in the address is no search', async () => {
  const page = await desk.ask('/messages?before=1;DROP&zone=x&from=yesterday')
  expect(page.status).toBe(200)
  expect(found(await page.text())).toHaveLength(50)
})
