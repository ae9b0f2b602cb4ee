/** The version after this one: a copy of this one with one more migration, which adds a column to every own table. */
import { cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { temporaryFolder } from './process.ts'

const MIGRATIONS = 'src/db/migrations'
const JOURNAL = `${MIGRATIONS}/meta/_journal.json`

/** Its folder. */
export async function nextVersion(): Promise<string> {
  const folder = await temporaryFolder('next')
  for (const part of ['src', 'drizzle', 'package.json', 'package-lock.json', 'tsconfig.json'])
    cpSync(part, join(folder, part), { recursive: true })
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  const statements = [
    ...ownTables().map(
      (table) => `ALTER TABLE \`${table}\` ADD \`next\` varchar(8) DEFAULT 'next' NOT NULL;`,
    ),
    'CREATE TABLE `yingda_next` (`n` int);',
  ]
  writeFileSync(join(folder, MIGRATIONS, '9999_next.sql'), statements.join('\n--> statement-breakpoint\n'))
  const journal = JSON.parse(readFileSync(JOURNAL, 'utf8')) as { entries: object[] }
  const entry = {
    idx: journal.entries.length,
    version: '5',
    when: Date.now(),
    tag: '9999_next',
    breakpoints: true,
  }
  writeFileSync(join(folder, JOURNAL), JSON.stringify({ ...journal, entries: [...journal.entries, entry] }))
  return folder
}

export const ownTables = (): string[] =>
  readdirSync(MIGRATIONS)
    .filter((name) => name.endsWith('.sql'))
    .flatMap((name) => [...readFileSync(join(MIGRATIONS, name), 'utf8').matchAll(/^CREATE TABLE `(\w+)`/gm)])
    .map(([, table = '']) => table)
