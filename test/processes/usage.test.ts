/** `--help` of every command, and what is said of an option that there is not. */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { helpFile, type Help } from '../../src/cli/help.js'
import { temporaryFolder } from '../support/process.ts'

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }
/** What npm calls each command of ours, and what our first step is told. */
const COMMANDS = Object.entries(scripts).flatMap(([script, line]) => {
  const [, command] = /node src\/setup\.js (\w[\w/.-]*)$/.exec(line) ?? []
  return command === undefined ? [] : ([[script, command]] as const)
})
const npm = (script: string): string => (script === 'start' ? 'npm start' : `npm run ${script}`)

function run(command: readonly string[], folder = '.') {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['src/setup.js', ...command], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  })
  return { status, stdout, stderr }
}

test('every command of package.json has its help beside it, and there is none beside', () => {
  expect(COMMANDS.length).toBeGreaterThanOrEqual(15)
  const wanted = COMMANDS.map(([, command]) => helpFile(command))
  for (const file of wanted) expect(existsSync(file), `${file} is missing`).toBe(true)
  const shared = ['src/setup.help.js', 'src/cli/target.help.js']
  const there = ['src', 'bench', 'test'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.help.js') && !name.includes('node_modules'))
      .map((name) => `${folder}/${name}`),
  )
  expect(there.toSorted()).toEqual([...wanted, ...shared].toSorted())
})

test.each([...COMMANDS, ['setup', '--help'] as const])(
  '%s --help has its use, each option, an example and the exit codes, and does nothing else',
  async (script, command) => {
    const { status, stdout, stderr } = run([command, '--help'])
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    for (const part of ['用法：', '选项：', '例子：', '退出码：0 ']) expect(stdout).toContain(part)
    const { help } = (await import(join(process.cwd(), helpFile(command)))) as { help: Help }
    for (const [name, { value }] of Object.entries(help.options)) {
      const [, text = ''] =
        new RegExp(`^  --${name}${value ? ` ${value}` : ''} +(.*)$`, 'm').exec(stdout) ?? []
      expect(text, `--${name}`).not.toBe('')
    }
    expect(stdout).toContain(script === 'setup' ? 'node src/setup.js' : npm(script))
    expect(run([command, '-h']).stdout).toBe(stdout)
  },
)

test('--help wants no packages and installs none', async () => {
  const folder = join(await temporaryFolder('a newcomer'), 'yingda')
  for (const name of ['package.json', 'package-lock.json']) cpSync(name, join(folder, name))
  for (const [, command] of COMMANDS) cpSync(helpFile(command), join(folder, helpFile(command)))
  cpSync('src', join(folder, 'src'), { recursive: true })
  for (const [script, command] of COMMANDS)
    expect(run([command, '--help'], folder).stdout).toContain(npm(script))
  expect(existsSync(join(folder, 'node_modules'))).toBe(false)
})

test.each(COMMANDS)(
  '%s says that there is no option --nonsense, and where those that there are stand',
  (script, command) => {
    const { status, stdout, stderr } = run([command, '--nonsense'])
    expect([status, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/^✗ .*没有选项 --nonsense\n  → .*/)
    expect(stderr).toContain(`${npm(script)} -- --help`)
  },
)

test.each([
  [['check', '--', '--help'], 'check 后面不写「--help」'],
  [['check', 'rules'], 'check 后面不写「rules」'],
  [['ask', '--account'], 'ask 的选项 --account 后面要写一个值'],
  [['check', '--watch=1'], 'check 的选项 --watch 后面不写值'],
])('%j: %s', (command, said) => {
  expect(run(command).stderr).toContain(`✗ ${said}\n`)
})
