/** A moment is the same moment on every machine. */
import { sql } from 'drizzle-orm'
import { afterAll, expect, test } from 'vitest'
import { migratedDatabase } from '../support/database.ts'

const zone = process.env['TZ']
afterAll(() => void (zone === undefined ? delete process.env['TZ'] : (process.env['TZ'] = zone)))
const database = await migratedDatabase()

test.each(['Pacific/Auckland', 'America/New_York', 'UTC'])(
  'in %s a Date is written as its moment in UTC',
  async (TZ) => {
    process.env['TZ'] = TZ
    const moment = new Date('2026-01-05T00:30:00Z')
    const [rows] = await database.write.execute(sql`SELECT CAST(${moment} AS CHAR) AS written`)
    expect(rows).toEqual([{ written: expect.stringMatching(/^2026-01-05 00:30:00/) }])
  },
)
