/**
 * The first step of every npm script, in plain Node because node_modules may not exist yet: installs what is
 * missing (the packages of the lock file, a MariaDB server), then runs the command named by its arguments in
 * this same process, so that a signal to it reaches the command.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const command = process.argv.slice(2)
const MARIADB_PACKAGES = ['mariadb-server-core', 'mariadb-client-core']

requireNode(20, 19)
if (command[0] === '--packages') {
  process.exit(hasPackages() ? 0 : runStatus('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']))
}
installPackages()
if (needsMariadb()) installMariadb()
if (command.length > 0) {
  const { register } = await import('tsx/esm/api')
  register()
  await import('./main.ts')
}

/** `rules`, `new` and `fan` ask no database, and `check` always asks the private one. */
function needsMariadb() {
  if (['rules', 'new', 'fan'].includes(command[0] ?? '')) return false
  return command.length === 0 || command[0] === 'check' || !process.env['DATABASE_URL']
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
      (entry.dev && command.length > 0 && process.env['NODE_ENV'] === 'production') ||
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

function installMariadb() {
  if (hasMariadb()) return
  if (process.platform === 'win32') {
    stop(
      '没有设 DATABASE_URL · DATABASE_URL is not set',
      '在 Windows 上请设 DATABASE_URL=mysql://用户:密码@主机/库',
    )
  }
  if (!has('apt-get'))
    stop('这台机器上没有 MariaDB · mariadbd is not installed', `请运行：${manualInstall()}`)
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n']
  if (sudo.length > 0 && (!has('sudo') || spawnSync('sudo', ['-n', 'true']).status !== 0)) {
    stop('这台机器上没有 MariaDB · mariadbd is not installed', `请运行：${manualInstall()}`)
  }
  say(`安装数据库 · installing MariaDB: apt-get install ${MARIADB_PACKAGES.join(' ')}`)
  if (!aptInstall(sudo)) stop('apt-get 没有装上 MariaDB · apt-get failed', `请运行：${manualInstall()}`)
}

/**
 * Another apt-get may hold the lock of the package lists, which has no time-out option of its own: ask again.
 * @param {string[]} sudo
 */
function aptInstall(sudo) {
  const [program = 'env', ...rest] = [...sudo, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq']
  const apt = (/** @type {string[]} */ ...args) =>
    spawnSync(program, [...rest, ...args], { encoding: 'utf8' })
  for (let attempt = 0; attempt < 30; attempt++) {
    if (attempt > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2000)
    const update = apt('update')
    const install = apt(
      '-o',
      'DPkg::Lock::Timeout=120',
      'install',
      '-y',
      '--no-install-recommends',
      ...MARIADB_PACKAGES,
    )
    if (hasMariadb()) return true
    if (install.status === 0 || !/lock/i.test(update.stderr + install.stderr)) {
      process.stderr.write(update.stderr + install.stderr)
      return false
    }
  }
  return false
}

function manualInstall() {
  if (has('apt-get')) return `sudo apt-get install ${MARIADB_PACKAGES.join(' ')}`
  if (has('dnf')) return 'sudo dnf install mariadb-server'
  if (has('brew')) return 'brew install mariadb'
  return '用系统的软件包工具安装 MariaDB 10.11 以上，或设 DATABASE_URL=mysql://用户:密码@主机/库'
}

function hasMariadb() {
  return spawnSync('sh', [join(root, 'src', 'db', 'embedded.sh'), 'find']).status === 0
}

/** @param {string} program */
function has(program) {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0
}

/** @param {string} program @param {string[]} args */
function runStatus(program, args) {
  const shell = process.platform === 'win32'
  return spawnSync(program, args, { cwd: root, stdio: ['ignore', 2, 2], shell }).status ?? 1
}

/** @param {string} text */
function say(text) {
  process.stderr.write(`${text} …\n`)
}

/** @param {string} problem @param {string} hint @returns {never} */
function stop(problem, hint) {
  process.stderr.write(`✗ ${problem}\n  → ${hint}\n`)
  process.exit(1)
}
