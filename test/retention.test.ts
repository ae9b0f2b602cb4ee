/** What has been kept long enough goes, and nothing else. */
import { sql } from 'drizzle-orm'
import { afterAll, expect, test } from 'vitest'
import { createDatabase } from '../src/db/connect.ts'
import { createRetention } from '../src/message-log/retention.ts'
import { effects, logouts, messages, pages, pending, works } from '../src/db/tables.ts'
import { migratedDatabase } from './support/database.ts'
import { numbersIn, range, rowOf } from './support/message-log.ts'
import { quietLog } from './support/outputs.ts'

const { write } = await migratedDatabase()
const NOW = Date.UTC(2026, 10, 30)
const DAY_MS = 24 * 60 * 60 * 1000
const log = quietLog()
const retention = createRetention({ write, days: 90, now: () => NOW, log })
afterAll(retention.stop)

test('messages older than that many days are deleted, however many, and no others', async () => {
  const limit = NOW - 90 * DAY_MS
  await write.insert(messages).values(range(0, 2500).map((n) => rowOf(n, { at: new Date(limit - 1 - n) })))
  await write
    .insert(messages)
    .values(range(2500, 2510).map((n) => rowOf(n, { at: new Date(limit + n - 2500) })))
  await retention.expireMessages()
  expect(await numbersIn(write)).toEqual(range(2500, 2510))
})

test('what expires by itself is deleted when its moment has passed, by the clock of MySQL', async () => {
  const [gone, still] = [sql`CURRENT_TIMESTAMP - INTERVAL 1 SECOND`, sql`CURRENT_TIMESTAMP + INTERVAL 1 HOUR`]
  for (const [fan, expiresAt] of [['gone', gone] as const, ['still', still] as const]) {
    const work = { key: fan.padEnd(32, '0'), fan, ticket: 'A7K2', expiresAt }
    await write.insert(pending).values({ fan, waiting: '{}', expiresAt })
    await write.insert(pages).values({ fan, rest: '', expiresAt })
    await write.insert(logouts).values({ session: fan, expiresAt })
    await write.insert(effects).values(work)
    const more = { question: '', isCommand: false, attempts: 1, aliveUntil: new Date(NOW) }
    await write.insert(works).values({ ...work, ...more })
  }
  await retention.expireRest()
  for (const table of [pending, pages, works, effects])
    expect((await write.select({ fan: table.fan }).from(table)).map(({ fan }) => fan)).toEqual(['still'])
  expect((await write.select().from(logouts)).map(({ session }) => session)).toEqual(['still'])
})

test('while MySQL is away nothing is thrown', async () => {
  const away = createDatabase({ url: 'mysql://root@127.0.0.1:1/yingda' })
  const other = createRetention({ write: away.write, days: 90, now: () => NOW, log })
  await expect(Promise.all([other.expireMessages(), other.expireRest()])).resolves.toBeDefined()
  other.stop()
  await away.close()
})
