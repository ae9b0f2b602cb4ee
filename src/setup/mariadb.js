import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { has, install, stop } from './install.js'

const FIND = fileURLToPath(new URL('../db/embedded.sh', import.meta.url))

/** The server that is ours alone, where none is there yet. */
export function installMariadb() {
  if (isThere()) return
  if (process.platform === 'win32') {
    stop(
      '没有设 DATABASE_URL · DATABASE_URL is not set',
      '在 Windows 上请设 DATABASE_URL=mysql://用户:密码@主机/库',
    )
  }
  const packages = ['mariadb-server-core', 'mariadb-client-core']
  install({ name: 'MariaDB', packages, isThere, elsewhere: elsewhere() })
}

/** The programs of `npm run backup` and `npm run restore`; those of MySQL will do for MySQL. */
export function installDump() {
  const isThere = () => has('mariadb-dump') || has('mysqldump')
  const elsewhere = '用系统的软件包工具安装 MariaDB 的客户端（mariadb-dump 和 mariadb）'
  if (!isThere()) install({ name: 'mariadb-dump', packages: ['mariadb-client'], isThere, elsewhere })
}

function elsewhere() {
  if (has('dnf')) return 'sudo dnf install mariadb-server'
  if (has('brew')) return 'brew install mariadb'
  return '用系统的软件包工具安装 MariaDB 10.11 以上，或设 DATABASE_URL=mysql://用户:密码@主机/库'
}

function isThere() {
  return spawnSync('sh', [FIND, 'find']).status === 0
}
