/** Run before each test file, whose modules may be those of the file before it. */
import { afterAll } from 'vitest'
import { endProcesses } from './process.ts'
import { removeRules } from './rules.ts'

afterAll(async () => {
  await endProcesses()
  removeRules()
})
