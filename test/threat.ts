/** `npm run threat -- forged`: exactly the tests that docs/security.md names for it. */
import { spawnSync } from 'node:child_process'
import { readArguments } from '../bench/arguments.ts'
import { stop } from '../src/setup/install.js'
import { patternOf, threats, type Proof } from './support/threats.ts'
import { help } from './threat.help.js'

const args = process.argv.slice(2)
const config = { args, options: help.options, allowPositionals: true } as const
const { values, positionals } = readArguments(config, 'threat')
const all = threats()
const unknown = positionals.find((name) => !all.some((threat) => threat.name === name))
if (unknown !== undefined) stop(`没有叫「${unknown}」的威胁`, 'npm run threat 列出全部的名字')

const wanted = values.all ? all : all.filter(({ name }) => positionals.includes(name))
if (wanted.length === 0) process.stdout.write(all.map(({ command }) => `${command}\n`).join(''))
const proofs = wanted.flatMap((threat) => threat.proofs)
const isOfProcesses = ({ file }: Proof) => file.startsWith('test/processes/')
const results = [
  isPassed(
    'test/vitest.config.ts',
    proofs.filter((proof) => !isOfProcesses(proof)),
  ),
  isPassed('test/processes/vitest.config.ts', proofs.filter(isOfProcesses)),
]
process.exitCode = results.every(Boolean) ? 0 : 1

function isPassed(configFile: string, some: readonly Proof[]): boolean {
  if (some.length === 0) return true
  const files = [...new Set(some.map(({ file }) => file))]
  const titles = some.map(({ title }) => patternOf(title)).join('|')
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config', configFile, ...files, '-t', titles]
  return spawnSync(process.execPath, vitest, { stdio: 'inherit' }).status === 0
}
