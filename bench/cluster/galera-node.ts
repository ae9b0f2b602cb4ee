/** One node of the Galera cluster, as a real process that may be killed and started again. */
import type { ChildProcess } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import mysql from 'mysql2/promise'
import { optionsOf, type Ports } from './galera-options.ts'
import { ended, exited, folderFor, run } from './processes.ts'

export type Rows = Record<string, unknown>[]
export type DatabaseNode = {
  readonly name: string
  readonly port: number
  pid(): number
  /** Returns once it has all that the others of the cluster have; an empty `gcomm://` begins a new one. */
  start(cluster: string): Promise<void>
  kill(): Promise<void>
  /** A statement of the administrator's, on a connection of its own. */
  sql(statement: string, database?: string): Promise<Rows>
  /** How it came by what the others had written since it last ran: what it missed, or a copy of everything. */
  caughtUpBy(): 'IST' | 'SST'
}

const START_LIMIT_MS = 90_000

/** `scripts` is where those are that copy data from node to node. */
export function createDatabaseNode(
  folder: string,
  name: string,
  { ports, scripts }: { readonly ports: Ports; readonly scripts: string },
): DatabaseNode {
  const [own, log] = [folderFor(join(folder, name)), join(folder, name, 'log')]
  const options = optionsOf(own, name, ports)
  const env = { ...process.env, PATH: `${scripts}:${process.env['PATH']}` }
  const mariadbd = (...more: string[]) => run(['mariadbd', ...options, ...more], { log, env })
  let child: ChildProcess | undefined
  let logged = 0

  const sql: DatabaseNode['sql'] = async (statement, database) => {
    const connection = await mysql.createConnection({
      ...{ socketPath: join(own, 'sock'), user: 'root', connectTimeout: 1_000 },
      ...(database && { database }),
    })
    connection.on('error', () => {})
    try {
      return (await connection.query(statement))[0] as Rows
    } finally {
      connection.destroy()
    }
  }
  /** Galera's place in the history, which InnoDB knows after a crash; Debian's service asks for it likewise. */
  const position = async (cluster: string) => {
    await exited(mariadbd('--wsrep-recover', address(cluster)))
    return /.*Recovered position: *(\S+)/s.exec(readFileSync(log, 'utf8'))?.[1] ?? ''
  }
  const isSynced = async () => {
    const [state] = await sql(`SHOW STATUS LIKE 'wsrep_local_state_comment'`).catch(() => [])
    return state?.['Value'] === 'Synced'
  }
  return {
    name,
    port: ports.sql,
    pid: () => Number(readFileSync(join(own, 'pid'), 'utf8')),
    sql,
    async start(cluster) {
      if (!existsSync(join(own, 'data'))) await makeData(own, log)
      const at = existsSync(join(own, 'data/grastate.dat')) ? await position(cluster) : ''
      logged = readFileSync(log, 'utf8').length
      child = mariadbd(address(cluster), ...(at ? [`--wsrep-start-position=${at}`] : []))
      const end = Date.now() + START_LIMIT_MS
      while (!(await isSynced())) {
        if (child.exitCode !== null || Date.now() > end)
          throw new Error(`${name} did not join:\n${readFileSync(log, 'utf8').slice(-3_000)}`)
        await sleep(100)
      }
    },
    kill: async () => child && ended(child, 'SIGKILL'),
    caughtUpBy: () => (/#### IST uuid:0{8}-/.test(readFileSync(log, 'utf8').slice(logged)) ? 'SST' : 'IST'),
  }
}

const address = (cluster: string): string => `--wsrep-cluster-address=${cluster}`

async function makeData(own: string, log: string): Promise<void> {
  folderFor(join(own, 'tmp'))
  const how = [
    '--no-defaults',
    `--datadir=${join(own, 'data')}`,
    '--skip-test-db',
    '--innodb-log-file-size=32M',
  ]
  const install = run(['mariadb-install-db', ...how, '--auth-root-authentication-method=normal'], { log })
  await exited(install)
  if (install.exitCode !== 0) throw new Error(readFileSync(log, 'utf8'))
}
