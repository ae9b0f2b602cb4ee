/** `npm run import` and `npm run export`, where no terminal is. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { parts } from '../drizzle/schema.ts'
import { exportCommand } from '../src/cli/export.ts'
import { importCommand } from '../src/cli/import.ts'
import { migratedDatabase } from './support/database.ts'
import { run, temporaryFolder } from './support/process.ts'

const database = await migratedDatabase()
const folder = await temporaryFolder('import')
const stations = async () =>
  Object.fromEntries((await database.write.select().from(parts)).map((row) => [row.code, row.workstation]))

function fileOf(content: string): string {
  const file = join(folder, 'parts.csv')
  writeFileSync(file, content)
  return file
}

/** What it prints, run in this process. */
async function printed(command: (args: string[]) => Promise<void>, args: string[]): Promise<string> {
  let text = ''
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation((piece) => {
      if (stream === process.stdout) text += String(piece)
      return true
    }),
  )
  await command(args).finally(() => spies.forEach((spy) => spy.mockRestore()))
  return text
}

beforeEach(() => void vi.stubEnv('DATABASE_URL', database.url))
afterEach(async () => {
  vi.unstubAllEnvs()
  process.exitCode = undefined
  await database.write.delete(parts)
})

test('a file with bad rows changes nothing, names them and ends with 1', async () => {
  const file = fileOf('code,workstation\n1,甲\n2,\n,"两\n行"\n1,乙\n')
  const { code, stdout } = await run(['import', 'parts', file, '--yes'], { DATABASE_URL: database.url }).ended
  expect(code).toBe(1)
  expect(stdout).toBe(
    [
      `${file} → parts（UTF-8，按 code 认行）`,
      '  新增 1 行，修改 0 行，不变 0 行，有问题 3 行',
      '  第 3 行 workstation：不能是空的',
      '  第 4 行 code：不能是空的',
      '  第 6 行 code「1」：和第 2 行重复',
      '✗ 有 3 行有问题，什么都没有写入\n',
    ].join('\n'),
  )
  expect(await stations()).toEqual({})
})

test('without --yes, and with nobody to ask, a file is only looked through', async () => {
  const file = fileOf('code,workstation\n1,甲\n')
  const { code, stdout } = await run(['import', 'parts', file], { DATABASE_URL: database.url }).ended
  expect(code).toBe(1)
  expect(stdout).toMatch(
    /新增 1 行.*\n✗ 还没有写入：这里不是终端，不能问。要写入就运行：npm run import parts .* -- --yes\n$/,
  )
  expect(await stations()).toEqual({})
  expect(await printed(importCommand, ['parts', file, '--yes'])).toMatch(
    /✓ 写好了：新增 1 行，修改 0 行，不变 0 行\n$/,
  )
  expect(await stations()).toEqual({ 1: '甲' })
  expect(await printed(importCommand, ['parts', file, '--yes'])).toContain('没有要写入的')
})

test('what is exported, to a file or to standard output, is what import reads', async () => {
  await database.write.insert(parts).values({ code: '=1', workstation: '甲,"乙"' })
  const file = join(folder, 'out.csv')
  expect(await printed(exportCommand, ['parts', file])).toBe(`✓ 写好了 ${file}\n`)
  expect(readFileSync(file, 'utf8')).toMatch(/^\ufeffcode,workstation,updated_at\r\n'=1,"甲,""乙""",/)
  expect(await printed(exportCommand, ['parts'])).toBe(readFileSync(file, 'utf8'))
  expect(await printed(importCommand, ['parts', file])).toContain('不变 1 行')
})

test.each([
  ['import', ['parts'], 'USAGE_IMPORT'],
  ['import', ['nothing', 'package.json'], 'TABLE_UNKNOWN'],
  ['import', ['parts', 'nothing.csv'], 'FILE_UNREADABLE'],
  ['import', ['parts', 'package.json'], 'CSV_UNUSABLE'],
  ['export', [], 'USAGE_EXPORT'],
  ['export', ['parts', 'nothing/out.csv'], 'FILE_UNWRITABLE'],
])('npm run %s %s: %s', async (name, args, code) => {
  await expect(printed(name === 'import' ? importCommand : exportCommand, args)).rejects.toMatchObject({
    code,
  })
})

test('a table that drizzle/schema.ts has and the database not yet is said to be missing, and leaves no file', async () => {
  const other = await migratedDatabase()
  await other.write.execute(sql`DROP TABLE parts`)
  vi.stubEnv('DATABASE_URL', other.url)
  const outdated = { code: 'TABLES_OUTDATED', message: expect.stringContaining("parts' doesn't exist") }
  const file = fileOf('code,workstation\n1,甲\n')
  await expect(importCommand(['parts', file, '--yes'])).rejects.toMatchObject(outdated)
  const exported = join(folder, 'none.csv')
  await expect(exportCommand(['parts', exported])).rejects.toMatchObject(outdated)
  expect(existsSync(exported)).toBe(false)
})
