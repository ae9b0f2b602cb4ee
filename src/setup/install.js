/** Programs that npm cannot bring: installed by apt-get where we may, else asked for with the one command to type. */
import { spawnSync } from 'node:child_process'

/**
 * @typedef {object} Wanted
 * @property {string} name of what is missing, in both languages' words
 * @property {readonly string[]} packages Debian's
 * @property {() => boolean} isThere
 * @property {string} elsewhere what to do where there is no apt-get
 */

/** @param {Wanted} wanted */
export function install(wanted) {
  const { name, packages, isThere, elsewhere } = wanted
  const command = has('apt-get') ? `sudo apt-get install ${packages.join(' ')}` : elsewhere
  const hint = `请运行：${command}`
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n']
  const may = has('apt-get') && (sudo.length === 0 || (has('sudo') && works(...sudo, 'true')))
  if (!may) stop(`这台机器上没有 ${name} · ${name} is not installed`, hint)
  say(`安装 ${name} · installing ${name}: apt-get install ${packages.join(' ')}`)
  if (!aptInstall(sudo, packages, isThere)) stop(`apt-get 没有装上 ${name} · apt-get failed`, hint)
}

/**
 * Another apt-get may hold the lock of the package lists, which has no time-out option of its own: ask again.
 * @param {string[]} sudo @param {readonly string[]} packages @param {() => boolean} isThere
 */
function aptInstall(sudo, packages, isThere) {
  const [program = 'env', ...rest] = [...sudo, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq']
  const apt = (/** @type {string[]} */ ...args) =>
    spawnSync(program, [...rest, ...args], { encoding: 'utf8' })
  for (let attempt = 0; attempt < 30; attempt++) {
    if (attempt > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2000)
    const update = apt('update')
    const options = ['-o', 'DPkg::Lock::Timeout=120', '-y', '--no-install-recommends']
    const install = apt('install', ...options, ...packages)
    if (isThere()) return true
    if (install.status === 0 || !/lock/i.test(update.stderr + install.stderr)) {
      process.stderr.write(update.stderr + install.stderr)
      return false
    }
  }
  return false
}

/** @param {string} program */
export function has(program) {
  return works('sh', '-c', 'command -v "$0"', program)
}

/** @param {string[]} command */
function works(...command) {
  const [program = '', ...args] = command
  return spawnSync(program, args).status === 0
}

/** @param {string} text */
export function say(text) {
  process.stderr.write(`${text} …\n`)
}

/** @param {string} problem @param {string} hint @returns {never} */
export function stop(problem, hint) {
  process.stderr.write(`✗ ${problem}\n  → ${hint}\n`)
  process.exit(1)
}
