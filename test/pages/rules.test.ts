/** Every rule that a page shows loads, compiles and gives the replies that it promises; test/cookbook.test.ts has docs/rules. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkReplies, examplesOf } from '../../src/check/replies.ts'
import { checkTypes } from '../../src/check/types.ts'
import { createLog } from '../../src/log.ts'
import { loadRulebook } from '../../src/rulebook/load.ts'
import { migratedDatabase } from '../support/database.ts'
import { blocksOf, PAGES } from '../support/pages.ts'
import { temporaryFolder } from '../support/process.ts'
import { FALLBACK, rulesFolder } from '../support/rules.ts'

const rules = PAGES.filter((page) => !page.startsWith('docs/rules.'))
  .flatMap(blocksOf)
  .filter(({ language, text }) => language === 'ts' && text.includes('export default'))
const folder = rulesFolder(
  Object.fromEntries(
    rules.flatMap(({ text }, index) => [
      [`${index}/shown.ts`, text],
      ...(/\bfallback\(/.test(text) ? [] : [[`${index}/fallback.ts`, FALLBACK] as const]),
    ]),
  ),
)
const { write } = await migratedDatabase()
const log = createLog('silent', 2)

test.each(rules.map((block, index) => ({ ...block, index })))(
  'the rule in $page, line $line, loads, and its examples get their replies',
  async ({ index }) => {
    const loaded = await loadRulebook(join(folder, String(index)))
    if (loaded.kind === 'broken') return expect(loaded.problems).toEqual([])
    expect(examplesOf(loaded.rulebook).length).toBeGreaterThan(1)
    expect(await checkReplies({ rulebook: loaded.rulebook, write, log })).toEqual([])
  },
)

test('all of them compile', async () => {
  expect(rules.length).toBeGreaterThanOrEqual(2)
  expect(await checkTypes([folder], await temporaryFolder())).toEqual([])
})
