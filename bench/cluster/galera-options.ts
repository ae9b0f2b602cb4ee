/** How a MariaDB is made a node of a Galera cluster; docs/scaling.md shows these for machines of their own. */
import { join } from 'node:path'
import { PROVIDER } from './set-up.ts'

/**
 * What Galera asks for, and what we do: a node that died is left out after two seconds instead of five, for until then
 * no COMMIT ends anywhere; and what is written while a node is away fits into `gcache`, so that it gets that alone.
 */
export const OF_GALERA = {
  'binlog-format': 'ROW',
  'innodb-autoinc-lock-mode': '2',
  'wsrep-on': 'ON',
  'wsrep-provider': PROVIDER,
  'wsrep-cluster-name': 'yingda',
  'wsrep-sst-method': 'rsync',
  'wsrep-slave-threads': '4',
  'max-connections': '300',
} as const

export const OF_PROVIDER = {
  'gcache.size': '128M',
  'gcache.recover': 'yes',
  'evs.keepalive_period': 'PT0.5S',
  'evs.inactive_check_period': 'PT0.5S',
  'evs.suspect_timeout': 'PT2S',
  'evs.inactive_timeout': 'PT5S',
  'evs.install_timeout': 'PT5S',
} as const

/** Of one node on this machine. */
export type Ports = {
  readonly sql: number
  readonly group: number
  readonly state: number
  readonly missed: number
}

const ON_LOOPBACK = {
  'bind-address': '127.0.0.1',
  'default-time-zone': '+00:00',
  'character-set-server': 'utf8mb4',
  'collation-server': 'utf8mb4_unicode_ci',
  'performance-schema': 'OFF',
  'innodb-log-file-size': '32M',
  'innodb-buffer-pool-size': '128M',
  'aria-pagecache-buffer-size': '8M',
  'key-buffer-size': '1M',
  'wsrep-node-address': '127.0.0.1',
} as const

export const addressOf = (all: readonly Ports[]): string =>
  `gcomm://${all.map(({ group }) => `127.0.0.1:${group}`).join()}`

/** For mariadbd. */
export function optionsOf(folder: string, name: string, { sql, group, state, missed }: Ports): string[] {
  const provider = {
    ...OF_PROVIDER,
    base_host: '127.0.0.1',
    base_port: group,
    'gmcast.listen_addr': `tcp://127.0.0.1:${group}`,
    'ist.recv_addr': `127.0.0.1:${missed}`,
  }
  const all = {
    ...OF_GALERA,
    ...ON_LOOPBACK,
    datadir: join(folder, 'data'),
    tmpdir: join(folder, 'tmp'),
    socket: join(folder, 'sock'),
    'pid-file': join(folder, 'pid'),
    port: sql,
    'wsrep-node-name': name,
    'wsrep-sst-receive-address': `127.0.0.1:${state}`,
    'wsrep-provider-options': pairs(provider).join(';'),
  }
  return ['--no-defaults', '--skip-name-resolve', ...pairs(all).map((pair) => `--${pair}`)]
}

const pairs = (options: object): string[] =>
  Object.entries(options).map(([name, value]) => `${name}=${value}`)
