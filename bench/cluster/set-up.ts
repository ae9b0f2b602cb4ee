/** What only the bench of a cluster needs, of Debian's. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { has, install, say, stop } from '../../src/setup/install.js'
import { installWrk } from '../set-up.ts'

export const PROVIDER = '/usr/lib/galera/libgalera_smm.so'
const CACHE = resolve(import.meta.dirname, '../../node_modules/.cache/yingda-cluster')
const PROGRAMS = ['nginx', 'haproxy', 'rsync', 'ss', 'setpriv']

/** Returns the folder of the scripts that MariaDB copies its data to another node with. */
export function setUpCluster(): string {
  process.env['PATH'] += ':/usr/sbin:/sbin'
  installWrk()
  const isThere = () => existsSync(PROVIDER) && PROGRAMS.every(has)
  if (!isThere()) {
    const packages = ['nginx', 'haproxy', 'galera-4', 'rsync', 'iproute2']
    install({ name: 'nginx, HAProxy, Galera', packages, isThere, elsewhere: 'Debian 12' })
  }
  return stateTransferScripts()
}

/** They come with mariadb-server, which would start a server of its own when it is installed; it is unpacked alone. */
function stateTransferScripts(): string {
  if (has('wsrep_sst_rsync')) return '/usr/bin'
  const scripts = join(CACHE, 'usr/bin')
  if (existsSync(join(scripts, 'wsrep_sst_rsync'))) return scripts
  say('取 Galera 的脚本 · fetching the scripts of Galera: apt-get download mariadb-server')
  mkdirSync(CACHE, { recursive: true })
  const run = (program: string, ...args: string[]) =>
    spawnSync(program, args, { cwd: CACHE, stdio: 'ignore' }).status === 0
  run('apt-get', '-qq', 'download', 'mariadb-server')
  const file = readdirSync(CACHE).find((name) => name.endsWith('.deb')) ?? ''
  if (!run('dpkg-deb', '-x', file, '.'))
    stop('没有取到 mariadb-server · mariadb-server was not fetched', '请运行：sudo apt-get update')
  return scripts
}
