/**
 * The first step of every npm script, in plain Node because node_modules may not exist yet: installs what is
 * missing (the packages of the lock file, a MariaDB server, for `npm test` a browser), then runs the command or the
 * script named by its arguments in this same process, so that a signal to it reaches the command.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { helpFor } from './cli/help.js'
import { beforeLoading } from './heap.js'
import { installBrowser } from './setup/browser.js'
import { has, say, stop } from './setup/install.js'
import { installDump, installMariadb } from './setup/mariadb.js'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const isForTests = process.argv[2] === '--for-tests'
const command = process.argv.slice(isForTests ? 3 : 2)
const isScript = command[0]?.endsWith('.ts') ?? false

requireNode(20, 19)
const help = await helpFor(command)
if (help !== undefined) {
  process.stdout.write(help)
  process.exit()
}
if (command[0] === '--packages') {
  process.exit(hasPackages() ? 0 : runStatus('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']))
}
installPackages()
if (needsMariadb()) installMariadb()
if (isForTests || ['backup', 'restore'].includes(command[0] ?? '')) installDump()
if (isForTests) installBrowser()
if (command.length > 0) {
  const { readTypeScript } = await import('./typescript.js')
  if (command[0] === 'serve') beforeLoading(readTypeScript)
  else readTypeScript()
  await (isScript ? runScript(command) : import('./main.ts'))
}

/** @param {string[]} command */
async function runScript([name = '', ...args]) {
  const file = join(root, name)
  process.argv.splice(1, Infinity, file, ...args)
  await import(pathToFileURL(file).href)
}

/** `rules`, `fan`, `doctor` and `new` (but `new --from`) ask no database, and `check` always asks the private one. */
function needsMariadb() {
  const isDraft = command[0] === 'new' && command.some((argument) => argument.startsWith('--from'))
  if (['rules', 'new', 'fan', 'doctor'].includes(command[0] ?? '') && !isDraft) return false
  return command.length === 0 || isScript || command[0] === 'check' || !process.env['DATABASE_URL']
}

/** @param {number} major @param {number} minor */
function requireNode(major, minor) {
  const [haveMajor = 0, haveMinor = 0] = process.versions.node.split('.').map(Number)
  if (haveMajor > major || (haveMajor === major && haveMinor >= minor)) return
  stop(
    `需要 Node.js ${major}.${minor} 或更新的版本，现在是 ${process.versions.node}`,
    '从 nodejs.org 安装 / install a newer Node.js',
  )
}

function installPackages() {
  if (hasPackages()) return
  say('安装依赖 · installing packages: npm ci')
  const install = [process.execPath, fileURLToPath(import.meta.url), '--packages']
  const status = has('flock')
    ? runStatus('flock', [join(root, 'package-lock.json'), ...install])
    : runStatus(process.execPath, install.slice(1))
  if (status !== 0) stop('npm ci 没有成功 · npm ci failed', '看上面的输出，然后在这个目录里运行：npm ci')
}

/** npm writes this list last, so it also tells a finished installation from one that was cut off. */
function hasPackages() {
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'))
  const wanted = Object.entries(readPackages(join(root, 'package-lock.json')))
  return wanted.every(
    ([path, entry]) =>
      path === '' ||
      entry.optional ||
      entry.devOptional ||
      (entry.dev && command.length > 0 && !isScript && process.env['NODE_ENV'] === 'production') ||
      installed[path]?.version === entry.version,
  )
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean, dev?: boolean, devOptional?: boolean }>}
 */
function readPackages(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {}
}

/** @param {string} program @param {string[]} args */
function runStatus(program, args) {
  const shell = process.platform === 'win32'
  return spawnSync(program, args, { cwd: root, stdio: ['ignore', 2, 2], shell }).status ?? 1
}
