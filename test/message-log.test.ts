/** One row a message, on the real MariaDB. */
import { readdirSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { createDatabase } from '../src/db/connect.ts'
import { messages } from '../src/db/tables.ts'
import { migratedDatabase } from './support/database.ts'
import { addRows, linesOnDisk, messageLog, numbersIn, range, rowOf, settled } from './support/message-log.ts'
import { waitFor } from './support/process.ts'

const { url, write } = await migratedDatabase()
beforeEach(() => write.delete(messages))

test('rows are written by few statements, and none of them while rows are added', async () => {
  const statements: string[] = []
  const own = createDatabase({ url }, (statement) => statements.push(statement))
  const log = await messageLog(own.write)
  addRows(log, 0, 1200)
  expect(log.counts()).toEqual({ written: 0, spooled: 0, dropped: 0, waiting: 1200 })
  await settled(log)
  expect(log.counts()).toEqual({ written: 1200, spooled: 0, dropped: 0, waiting: 0 })
  expect(statements).toHaveLength(3)
  expect(await numbersIn(write)).toEqual(range(0, 1200))
  await own.close()
})

test('a row comes back as it was added', async () => {
  const log = await messageLog(write)
  const row = rowOf(1, { fan: null, rule: null, attempt: 0, at: new Date('2026-11-30T15:59:59.123Z') })
  log.add(row)
  await settled(log)
  expect(await write.select().from(messages)).toEqual([{ ...row, id: expect.any(Number) }])
})

test('the same row twice is one row', async () => {
  const log = await messageLog(write)
  addRows(log, 0, 3)
  await settled(log)
  addRows(log, 0, 4)
  await settled(log)
  expect(await numbersIn(write)).toEqual([0, 1, 2, 3])
})

test.each([
  ['emoji', '😀'.repeat(300_000), '😀'.repeat(16_383)],
  ['Chinese', '台'.repeat(350_000), '台'.repeat(21_845)],
  ['one MiB of ASCII', 'a'.repeat(1024 * 1024), 'a'.repeat(65_535)],
  ['a lone surrogate', 'x\ud83d', 'x\ufffd'],
  ['quotes and a backslash', `'"\\\0%_`, `'"\\\0%_`],
])('a text of %s fits its column, by way of MySQL and of the disk', async (_, text, kept) => {
  let isHealthy = true
  const log = await messageLog(write, { isHealthy: () => isHealthy })
  log.add(rowOf(1, { text, heard: text }))
  await settled(log)
  isHealthy = false
  log.add(rowOf(2, { text, heard: text }))
  await waitFor(() => log.counts().spooled === 1, 5_000)
  isHealthy = true
  await settled(log)
  const rows = await write.select({ text: messages.text, heard: messages.heard }).from(messages)
  expect(rows.every((row) => row.text === kept && row.heard === kept)).toBe(true)
  expect(rows).toHaveLength(2)
})

test('a row that MySQL refuses is counted, and the others are written', async () => {
  await write.execute(sql`CREATE TRIGGER refusing BEFORE INSERT ON yingda_messages FOR EACH ROW
    IF NEW.outcome = 'refused' THEN SIGNAL SQLSTATE '45000'; END IF`)
  const log = await messageLog(write)
  log.add(rowOf(0))
  log.add(rowOf(1, { outcome: 'refused' }))
  log.add(rowOf(2, { at: new Date(Number.NaN) }))
  log.add(rowOf(3, { ms: Number.NaN, kind: 'k'.repeat(100) }))
  await settled(log)
  await write.execute(sql`DROP TRIGGER refusing`)
  expect(log.counts()).toEqual({ written: 2, spooled: 0, dropped: 2, waiting: 0 })
  expect(await numbersIn(write)).toEqual([0, 3])
})

test('trouble of the server is not the row’s fault: without the table the rows wait on disk', async () => {
  await write.execute(sql`RENAME TABLE yingda_messages TO elsewhere`)
  const log = await messageLog(write)
  addRows(log, 0, 10)
  await waitFor(() => log.counts().spooled === 10, 5_000)
  await write.execute(sql`RENAME TABLE elsewhere TO yingda_messages`)
  await settled(log)
  expect(await numbersIn(write)).toEqual(range(0, 10))
})

describe('while MySQL is away', () => {
  test('rows lie on disk for nobody else to read, and the files go with the last row', async () => {
    let isHealthy = false
    const log = await messageLog(write, { isHealthy: () => isHealthy })
    addRows(log, 0, 3000)
    await waitFor(() => log.counts().spooled === 3000, 1_000)
    expect(linesOnDisk(log.folder)).toHaveLength(3000)
    for (const name of readdirSync(log.folder, { recursive: true, encoding: 'utf8' }))
      if (name.endsWith('.ndjson')) expect(statSync(join(log.folder, name)).mode & 0o777).toBe(0o600)
    isHealthy = true
    await settled(log)
    expect(linesOnDisk(log.folder)).toEqual([])
    expect(await numbersIn(write)).toEqual(range(0, 3000))
    await log.stop()
    expect(readdirSync(log.folder)).toEqual([])
  })

  test('a full spool drops what comes, and counts it exactly', async () => {
    let isHealthy = false
    const log = await messageLog(write, { isHealthy: () => isHealthy, spoolLimitBytes: 100_000 })
    for (let from = 0; from < 3000; from += 500) {
      addRows(log, from, from + 500)
      await waitFor(() => log.counts().waiting === 0, 1_000)
    }
    const { spooled, dropped } = log.counts()
    expect(spooled).toBeGreaterThan(100)
    expect(spooled + dropped).toBe(3000)
    isHealthy = true
    await settled(log)
    expect(await numbersIn(write)).toEqual(range(0, spooled))
  })

  test('a disk without room drops what it cannot take, and counts it exactly', async () => {
    let isHealthy = false
    const log = await messageLog(write, { isHealthy: () => isHealthy })
    const own = readdirSync(log.folder).find((name) => name.endsWith('.rows')) ?? ''
    symlinkSync('/dev/full', join(log.folder, own, '000001.ndjson'))
    addRows(log, 0, 10)
    await waitFor(() => log.counts().waiting === 0, 1_000)
    expect(log.counts()).toMatchObject({ spooled: 0, dropped: 10 })
    addRows(log, 10, 20)
    await waitFor(() => log.counts().waiting === 0, 1_000)
    isHealthy = true
    await settled(log)
    expect(log.counts()).toEqual({ written: 10, spooled: 0, dropped: 10, waiting: 0 })
    expect(await numbersIn(write)).toEqual(range(10, 20))
  })
})

describe('forget', () => {
  test.each([true, false])(
    'deletes what came before it and nothing that comes later (MySQL answers: %s)',
    async (isThere) => {
      let isHealthy = isThere
      const log = await messageLog(write, { isHealthy: () => isHealthy })
      const at = new Date(Date.now() - 10)
      addRows(log, 0, 700, { at })
      addRows(log, 700, 710, { fan: 'FAN', at })
      log.forget('fan')
      addRows(log, 710, 720, { at: new Date(Date.now() + 10) })
      if (!isThere) await waitFor(() => log.counts().spooled === 720, 1_000)
      isHealthy = true
      await settled(log)
      await expect.poll(() => numbersIn(write)).toEqual(range(700, 720))
    },
  )

  test('that a dead process has left deletes nothing that came later', async () => {
    const dead = await messageLog(write, { isHealthy: () => false })
    addRows(dead, 0, 10, { at: new Date(Date.now() - 10) })
    dead.forget('fan')
    await dead.stop()
    const log = await messageLog(write)
    addRows(log, 10, 20, { at: new Date(Date.now() + 10) })
    await settled(log)
    const heir = await messageLog(write, { folder: dead.folder })
    await settled(heir)
    await expect.poll(() => linesOnDisk(dead.folder)).toEqual([])
    expect(await numbersIn(write)).toEqual(range(10, 20))
  })

  test('is kept when the spool is full', async () => {
    let isHealthy = false
    const log = await messageLog(write, { isHealthy: () => isHealthy, spoolLimitBytes: 1_000 })
    addRows(log, 0, 100)
    log.forget('fan')
    await waitFor(() => log.counts().waiting === 0, 1_000)
    expect(linesOnDisk(log.folder).at(-1)).toMatch(/^\{"forget":"fan"/)
    isHealthy = true
    await settled(log)
    await expect.poll(() => numbersIn(write)).toEqual([])
  })
})
