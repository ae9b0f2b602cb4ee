import { relative } from 'node:path'
import { expect, test } from 'vitest'
import { readConfig } from '../src/config.ts'
import { checkReplies } from '../src/check/replies.ts'
import { requireRulebook } from '../src/rulebook/load.ts'
import { migratedDatabase } from './support/database.ts'
import { quietLog } from './support/outputs.ts'

const { write } = await migratedDatabase()

test('every example of every rule in rules/ gets its reply', async () => {
  const rulebook = await requireRulebook(readConfig({}).rulesDir)
  const problems = await checkReplies({ rulebook, write, log: quietLog() })
  expect(problems.map(({ file, message }) => `${relative('.', file)}：${message}`).join('\n')).toBe('')
})
