import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { createDatabase } from '../../src/db/connect.ts'
import { migrateDatabase } from '../../src/db/migrate.ts'
import journal from '../../drizzle/migrations/meta/_journal.json' with { type: 'json' }
import { administer, emptyDatabase } from '../support/database.ts'

test('several nodes may start at once on an empty database', async () => {
  const url = await emptyDatabase()
  const nodes = Array.from({ length: 5 }, () => createDatabase({ url }))
  await Promise.all(nodes.map(({ write }) => migrateDatabase(write)))
  expect(await administer('SELECT COUNT(*) AS n FROM yingda_migrations', url)).toEqual([
    { n: journal.entries.length },
  ])
  expect(await administer('SELECT code, workstation, updated_at FROM parts', url)).toEqual([])
  await Promise.all(nodes.map(({ close }) => close()))
})

test('the lock of a node that died expires', async () => {
  const url = await emptyDatabase()
  const { write, close } = createDatabase({ url })
  await migrateDatabase(write)
  await write.execute(sql`UPDATE yingda_lock SET owner = 'dead', expires_at = NOW() + INTERVAL 1 SECOND`)
  await migrateDatabase(write)
  await close()
})

test('a table that stands in the way is named, with what to do', async () => {
  const url = await emptyDatabase()
  await administer('CREATE TABLE parts (x int)', url)
  const { write, close } = createDatabase({ url })
  await expect(migrateDatabase(write)).rejects.toMatchObject({
    code: 'MIGRATION_FAILED',
    message: /'parts' already exists/,
  })
  await close()
})

test('a schema that is newer than this version is left as it is, and counted', async () => {
  const url = await emptyDatabase()
  const { write, close } = createDatabase({ url })
  expect(await migrateDatabase(write)).toBe(0)
  await administer('ALTER TABLE yingda_lock ADD later varchar(8) NULL', url)
  for (const table of ['yingda_own_migrations', 'yingda_migrations'])
    await administer(`INSERT INTO ${table} (hash, created_at) VALUES ('later', 9999999999999)`, url)
  expect(await migrateDatabase(write)).toBe(2)
  expect(await administer('SELECT later FROM yingda_lock', url)).toEqual([{ later: null }])
  await close()
})
