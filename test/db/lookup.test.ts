import { customType, mysqlTable, int, timestamp, varchar } from 'drizzle-orm/mysql-core'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sql } from 'drizzle-orm'
import mysql from 'mysql2/promise'
import { createDatabase } from '../../src/db/connect.ts'
import { emptyDatabase } from '../support/database.ts'
import { waitFor } from '../support/process.ts'

const things = mysqlTable('things', {
  id: int('id').primaryKey(),
  code: varchar('code', { length: 20 }).notNull().unique(),
  shop: varchar('shop', { length: 20 }).notNull(),
  madeAt: timestamp('made_at').notNull(),
})

/** As UUIDs are kept with `UUID_TO_BIN`. */
const shouting = customType<{ data: string }>({
  dataType: () => 'varchar(20)',
  toDriver: (value) => sql`BINARY UPPER(${value})`,
})
const shouted = mysqlTable('things', {
  id: int('id').primaryKey(),
  code: shouting('code').notNull().unique(),
})

/** Statements that wait for a lock on the table. */
async function waitingFor(connection: mysql.Connection, table: string): Promise<number> {
  const [rows] = await connection.query('SHOW PROCESSLIST')
  return (rows as { Info: string | null }[]).filter(({ Info }) => Info?.includes(`from \`${table}\``)).length
}

const statements: string[] = []
const url = await emptyDatabase()
const { lookup, lookupAll, readFor, write, close } = createDatabase({ url }, (statement) =>
  statements.push(statement),
)
const day = (n: number) => new Date(Date.UTC(2026, 0, n))

beforeAll(async () => {
  await write.execute(sql`CREATE TABLE things (id int PRIMARY KEY, code varchar(20) NOT NULL UNIQUE, shop varchar(20) NOT NULL, made_at timestamp NOT NULL)
    COLLATE utf8mb4_unicode_ci`)
  await write.insert(things).values([
    { id: 1, code: 'AB-1', shop: 'east', madeAt: day(1) },
    { id: 2, code: 'AB-2', shop: 'East', madeAt: day(2) },
    { id: 3, code: 'straße', shop: 'west', madeAt: day(3) },
    { id: 4, code: '018', shop: 'west', madeAt: day(4) },
  ])
  return close
})
beforeEach(() => void (statements.length = 0))

describe('lookup', () => {
  test('gathers what is asked at the same time into one statement', async () => {
    const rows = await Promise.all(['AB-1', 'AB-2', '018', 'AB-1'].map((code) => lookup(things, { code })))
    expect(rows.map((row) => row?.id)).toEqual([1, 2, 4, 1])
    expect(statements).toHaveLength(1)
  })
  test('gathers what comes while two statements are on their way, and waits for none that hangs', async () => {
    const other = await mysql.createConnection(url)
    await other.query('LOCK TABLES things WRITE')
    const asked: Promise<{ id: number } | undefined>[] = []
    for (let turn = 0; turn < 60; turn++) {
      asked.push(lookup(things, { code: ['AB-1', 'AB-2', '018'][turn % 3]! }))
      await new Promise((next) => setImmediate(next))
    }
    await waitFor(async () => (await waitingFor(other, 'things')) > 2, 5_000)
    await other.query('UNLOCK TABLES')
    const ids = (await Promise.all(asked)).map((row) => row?.id)
    expect(ids).toEqual(asked.map((_, turn) => [1, 2, 4][turn % 3]))
    expect(statements.length).toBeLessThan(20)
    await other.end()
  })
  test('of a column that writes its values as an expression finds them by it', async () => {
    expect((await lookup(shouted, { code: 'ab-2' }))?.id).toBe(2)
    const rows = await Promise.all(['ab-1', 'ab-2', 'none'].map((code) => lookup(shouted, { code })))
    expect(rows.map((row) => row?.id)).toEqual([1, 2, undefined])
  })
  test('finds what MySQL’s collation takes for equal, alone and among others', async () => {
    expect((await lookup(things, { code: 'ab-1' }))?.id).toBe(1)
    const rows = await Promise.all(
      ['AB-1', 'ab-1', 'STRASSE', 'Ab-2', 'none'].map((code) => lookup(things, { code })),
    )
    expect(rows.map((row) => row?.id)).toEqual([1, 1, 3, 2, undefined])
  })
  test('keeps strings strings: 18 is not 018', async () => {
    expect(await lookup(things, { code: '18' })).toBeUndefined()
  })
  test('asks once, not twice, when nothing is found', async () => {
    expect(await Promise.all([lookup(things, { code: 'x' }), lookup(things, { code: 'y' })])).toEqual([
      undefined,
      undefined,
    ])
    expect(statements).toHaveLength(1)
  })
  test('remembers nothing between statements', async () => {
    expect((await lookup(things, { code: '018' }))?.shop).toBe('west')
    await write
      .update(things)
      .set({ shop: 'north' })
      .where(sql`id = 4`)
    expect((await lookup(things, { code: '018' }))?.shop).toBe('north')
  })
  test('takes numbers for keys', async () => {
    expect((await lookup(things, { id: 3 }))?.code).toBe('straße')
  })
  test('answers a thousand keys at once', async () => {
    const rows = await Promise.all(Array.from({ length: 1000 }, (_, id) => lookup(things, { id })))
    expect(rows.filter(Boolean)).toHaveLength(4)
  })
  test('one bad key fails alone', async () => {
    const bad = { toSqlString: () => 'nonsense(' } as unknown as string
    const [good, failed] = await Promise.allSettled([
      lookup(things, { code: 'AB-1' }),
      lookup(things, { code: bad }),
    ])
    expect(good).toMatchObject({ status: 'fulfilled', value: { id: 1 } })
    expect(failed.status).toBe('rejected')
  })
  test('is for unique columns; dates and others are for lookupAll', async () => {
    await expect(lookup(things, { madeAt: day(3) })).rejects.toThrow(
      'things.made_at 不是唯一的列，请用 lookupAll',
    )
    expect((await lookupAll(things, { madeAt: day(3) })).map(({ code }) => code)).toEqual(['straße'])
  })
  test('names the columns when it is not asked by exactly one', async () => {
    await expect(lookup(things, {})).rejects.toThrow('id、code、shop、madeAt')
    await expect(lookup(things, { id: 1, code: 'AB-1' })).rejects.toThrow('一列')
  })
})

describe('lookupAll', () => {
  test('finds every row of each key, in one statement', async () => {
    const rows = await Promise.all(['east', 'EAST', 'none'].map((shop) => lookupAll(things, { shop })))
    expect(rows.map((some) => some.map(({ id }) => id))).toEqual([[1, 2], [1, 2], []])
    expect(statements).toHaveLength(1)
  })
})

test('the handle of queries only reads, by MySQL itself', async () => {
  const reading = readFor({ rule: 'sly', signal: new AbortController().signal })
  const sly = reading as unknown as typeof write
  await expect(
    sly.insert(things).values({ id: 9, code: 'x', shop: 'x', madeAt: day(1) }),
  ).rejects.toMatchObject({
    cause: { code: 'ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION' },
  })
})
