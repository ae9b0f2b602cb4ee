/** The programs that write a dump and read it back: MariaDB's or MySQL's, under names that both may have. */
import { spawnSync } from 'node:child_process'
import { AppError } from '../errors.ts'

export type Family = 'mariadb' | 'mysql'
export type Program = { readonly name: string; readonly family: Family }

const DUMPERS = ['mariadb-dump', 'mysqldump']
const CLIENTS = ['mariadb', 'mysql']

/** MySQL's own program does not understand MariaDB; MariaDB's does understand MySQL. */
export const findDumper = (server: Family): Program => find(DUMPERS, server)

/** MySQL's client stumbles over the first line of MariaDB's dumps; MariaDB's reads both. */
export const findClient = (dumpedBy: Family): Program => find(CLIENTS, dumpedBy)

function find(names: readonly string[], wanted: Family): Program {
  const installed = names.flatMap((name): Program[] => {
    const { status, stdout } = spawnSync(name, ['--version'], { encoding: 'utf8' })
    return status === 0 ? [{ name, family: /mariadb/i.test(stdout) ? 'mariadb' : 'mysql' }] : []
  })
  const found =
    installed.find(({ family }) => family === wanted) ?? installed.find(({ family }) => family === 'mariadb')
  if (found) return found
  const others = installed.map(({ name }) => `${name} 是 MySQL 的`)
  const why = others.length > 0 ? `，${others.join('，')}` : ''
  throw new AppError('DUMP_PROGRAM_MISSING', `这台机器上没有 ${names.join(' 或 ')}${why}`)
}
