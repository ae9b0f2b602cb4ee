/** The rule of docs/upgrades.md: own migrations go forward only, and nodes of the version before work on. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { dangersIn } from '../support/migrations.ts'

const FOLDER = 'src/db/migrations'
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.sql'))
const { entries } = JSON.parse(readFileSync(`${FOLDER}/meta/_journal.json`, 'utf8')) as {
  entries: readonly { readonly idx: number; readonly when: number; readonly tag: string }[]
}

test.each(files)('%s only adds what a node of the version before need not know', (file) => {
  expect(dangersIn(readFileSync(`${FOLDER}/${file}`, 'utf8'))).toEqual([])
})

test.each([
  'DROP TABLE `yingda_pages`;',
  'ALTER TABLE `yingda_pages` DROP COLUMN `rest`;',
  'ALTER TABLE `yingda_pages` RENAME COLUMN `rest` TO `left`;',
  'RENAME TABLE `yingda_pages` TO `yingda_rest`;',
  'ALTER TABLE `yingda_pages` MODIFY COLUMN `rest` text NOT NULL;',
  'ALTER TABLE `yingda_pages` ADD `account` varchar(64) NOT NULL;',
  'ALTER TABLE `yingda_pages` ADD `number` bigint AUTO_INCREMENT NOT NULL;',
  'ALTER TABLE `yingda_pages` ADD CONSTRAINT `x` UNIQUE(`rest`);',
  'CREATE UNIQUE INDEX `x` ON `yingda_pages` (`fan`);',
  'ALTER TABLE `yingda_pages` DROP PRIMARY KEY;',
  'UPDATE yingda_pages SET rest = NULL;',
  '-- contract:\nDROP TABLE `yingda_pages`;',
  'CREATE TABLE `x` (`n` int);\n--> statement-breakpoint\nDROP TABLE `y`;',
])('refused: %s', (statement) => {
  expect(dangersIn(statement)).toHaveLength(1)
})

test.each([
  'CREATE TABLE `yingda_new` (\n\t`n` int NOT NULL\n);',
  'CREATE INDEX `x` ON `yingda_pages` (`fan`);',
  'ALTER TABLE `yingda_pages` ADD `account` varchar(64);',
  "ALTER TABLE `yingda_pages` ADD `account` varchar(64) DEFAULT '' NOT NULL;",
  "ALTER TABLE `yingda_pages` ADD `account` varchar(64) NOT NULL DEFAULT 'main';",
  '-- contract: unused since 0004, which the version before has\nDROP TABLE `yingda_pages`;',
])('taken: %s', (statement) => {
  expect(dangersIn(statement)).toEqual([])
})

test('each migration is in the journal, later than all before it: an earlier one would be passed over in silence', () => {
  expect(entries.map(({ tag }) => `${tag}.sql`)).toEqual(files)
  expect(entries.map(({ idx }) => idx)).toEqual(entries.map((_, index) => index))
  const times = entries.map(({ when }) => when)
  expect(times).toEqual([...new Set(times)].sort((a, b) => a - b))
})
