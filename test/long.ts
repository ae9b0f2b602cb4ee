/** `npm run test:long`: what takes longer than three minutes; `-- --short` gives each part 60 s. */
import { spawnSync } from 'node:child_process'
import { readArguments } from '../bench/arguments.ts'
import { fuzz } from './fuzz/fuzz.ts'
import { help } from './long.help.js'
import { roll } from './rolling/rolling.ts'
import { soak } from './soak/soak.ts'

const args = process.argv.slice(2)
const { short: isShort = false } = readArguments({ args, options: help.options }, 'test:long').values
let [passed, failed] = [0, 0]

const report = await fuzz(isShort ? 60 : 3600)
process.stdout.write(
  `fuzz: ${report.summary}\n${report.findings.map((finding) => `  ✗ ${finding}\n`).join('')}`,
)
count(report.findings.length === 0 && report.sent > 0)

process.stdout.write('faults on real processes:\n')
// On the private MariaDB, whose packets and signals are what they interfere with.
count(
  isPassed('test/processes/vitest.config.ts', [], {
    KILL_STEPS: isShort ? '' : 'every',
    TEST_DATABASE_URL: '',
  }),
)

const soaked = isShort ? await soak(60, 8) : await soak(600, 20)
process.stdout.write(
  `soak: ${soaked.summary}\n${soaked.findings.map((finding) => `  ✗ ${finding}\n`).join('')}`,
)
count(soaked.findings.length === 0 && soaked.sent > 0)

const rolled = await roll(isShort ? 45 : 300)
process.stdout.write(
  `rolling restart: ${rolled.summary}\n${rolled.findings.map((finding) => `  ✗ ${finding}\n`).join('')}`,
)
count(rolled.findings.length === 0 && rolled.sent > 0)

if (process.env['TEST_DATABASE_URL']) {
  process.stdout.write('the database tests on the server of TEST_DATABASE_URL:\n')
  const files = [
    'test/db',
    'test/rules.test.ts',
    'test/heard.test.ts',
    'test/asking.test.ts',
    'test/command.test.ts',
    'test/callback.test.ts',
    'test/modes.test.ts',
    'test/data.test.ts',
    'test/backup.test.ts',
    'test/console/messages.test.ts',
    'test/figures.test.ts',
  ]
  count(isPassed('test/vitest.config.ts', files))
} else {
  process.stdout.write('LEFT OUT: the database tests on a second server, for TEST_DATABASE_URL is not set\n')
}
process.stdout.write(`${passed} passed, ${failed} failed\n`)
process.exitCode = failed > 0 ? 1 : 0

function isPassed(config: string, files: readonly string[], env: Record<string, string> = {}): boolean {
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config', config, ...files]
  return (
    spawnSync(process.execPath, vitest, { stdio: 'inherit', env: { ...process.env, ...env } }).status === 0
  )
}

function count(isGood: boolean): void {
  if (isGood) passed++
  else failed++
}
