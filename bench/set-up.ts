/** What only the bench needs: wrk, taskset and the peers of bench/package.json. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { has, install, say, stop } from '../src/setup/install.js'

const HERE = import.meta.dirname

export function setUp(): void {
  installWrk()
  if (hasPeers()) return
  say('安装用来比较的库 · installing the peers: npm ci (bench/)')
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], {
    cwd: HERE,
    stdio: ['ignore', 2, 2],
  })
  if (status !== 0) stop('npm ci 没有成功 · npm ci failed', 'cd bench && npm ci')
}

export function installWrk(): void {
  const isThere = () => has('wrk')
  if (!isThere())
    install({ name: 'wrk', packages: ['wrk'], isThere, elsewhere: 'github.com/wg/wrk, 4.1 or newer' })
}

/** npm writes the list of what is installed last. */
function hasPeers(): boolean {
  const installed = `${HERE}/node_modules/.package-lock.json`
  if (!existsSync(installed)) return false
  const { packages: have } = JSON.parse(readFileSync(installed, 'utf8'))
  const { packages: want } = JSON.parse(readFileSync(`${HERE}/package-lock.json`, 'utf8'))
  return Object.keys(want).every((path) => path === '' || have[path]?.version === want[path].version)
}

/** Whether the server can have a processor of its own. */
export const isPinned = availableParallelism() >= 2 && has('taskset')

/** What to put before a command. */
export const pinned = (cores: string): string[] => (isPinned ? ['taskset', '-c', cores] : [])

/** This process, and with it MariaDB and wrk, which it starts. */
export function pinSelf(core: number): void {
  if (isPinned) spawnSync('taskset', ['-acp', String(core), String(process.pid)])
}
