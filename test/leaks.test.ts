/** A run of tests whose output holds a secret fails; without that, the search at the end of each run would prove nothing. */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { leaksIn, SECRETS } from './support/leaks.ts'
import { temporaryFolder } from './support/process.ts'

const VITEST = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/leaks/vitest.config.ts']

/** A run of its own that logs the text. */
function runWith(PLANT: string) {
  const env = { ...process.env, NO_COLOR: '1', PLANT }
  const { status, stdout, stderr } = spawnSync(process.execPath, VITEST, { env, encoding: 'utf8' })
  return { status, text: stdout + stderr }
}

test('a run that writes no secret passes', () => {
  const { status, text } = runWith('nothing of ours')
  expect([status, text]).toEqual([0, expect.stringMatching(/looked for 1 secrets in \d\d+ characters/)])
})

test('a run that writes a secret fails, and shows the line', () => {
  const { status, text } = runWith('TokenThatWasPlanted')
  expect(text).toMatch(/secrets in the output:\s+log-\d+: \{.*TokenThatWasPlanted/)
  expect(text).toContain('1 passed') // it is the search alone that fails it
  expect(status).toBe(1)
})

test.each([
  ['a secret', 'at /wechat?token=hunter2hunter2&x', true],
  ['the OpenID of a fan', '{"fan":"oK7xQ5sTn2VbLw0YcRzGd3HuMpEB"}', true],
  ['the beginning of one', '{"fan":"oK7xQ5…"}', false],
  ['the digest of one', '{"fan":"0123456789abcdef0123456789abcdef"}', false],
])('%s in a line: %s', async (_, line, isLeak) => {
  const folder = await temporaryFolder('outputs')
  writeFileSync(join(folder, SECRETS), '"hunter2hunter2"\n')
  writeFileSync(join(folder, 'output-1'), `listening\n${line}\n`)
  expect(leaksIn(folder).leaks).toEqual(isLeak ? [`output-1: ${line}`] : [])
})
