/** Three MariaDB servers that hold the same: what one has committed, all have. */
import { addressOf, type Ports } from './galera-options.ts'
import { createDatabaseNode, type DatabaseNode } from './galera-node.ts'
import { freePorts } from './processes.ts'

export type Galera = {
  readonly nodes: readonly DatabaseNode[]
  /** Starts one that was killed. */
  restart(node: DatabaseNode): Promise<void>
  /** So many see each other. */
  size(node: DatabaseNode): Promise<number>
  stop(): Promise<void>
}

export const DATABASES = { talk: 'talk', rate: 'rate' } as const
/** Of the nodes of ours; who asks whether a server is ready needs no password, and may do nothing else. */
export const USER = 'yingda'
export const CHECKER = 'checker'
const NEW = 'gcomm://'

export async function openGalera(folder: string, scripts: string, password: string): Promise<Galera> {
  const ports = await Promise.all([1, 2, 3].map(portsOfOne))
  const nodes = ports.map((own, index) =>
    createDatabaseNode(folder, `database-${index + 1}`, { ports: own, scripts }),
  )
  const galera: Galera = {
    nodes,
    restart: (node) => node.start(addressOf(ports)),
    async size(node) {
      const [row] = await node.sql(`SHOW STATUS LIKE 'wsrep_cluster_size'`)
      return Number(row?.['Value'])
    },
    stop: async () => void (await Promise.all(nodes.map((node) => node.kill()))),
  }
  try {
    for (const node of nodes) await node.start(node === nodes[0] ? NEW : addressOf(ports))
    await prepare(nodes[0] as DatabaseNode, password)
    return galera
  } catch (error) {
    await galera.stop()
    throw error
  }
}

async function portsOfOne(): Promise<Ports> {
  const [sql = 0, group = 0, state = 0, missed = 0] = await freePorts(4)
  return { sql, group, state, missed }
}

/** Over TCP nobody else gets in. */
async function prepare({ sql }: DatabaseNode, password: string): Promise<void> {
  const users = await sql(`SELECT User, Host FROM mysql.user WHERE User = 'root' AND Host <> 'localhost'`)
  for (const { User, Host } of users) await sql(`DROP USER '${String(User)}'@'${String(Host)}'`)
  await sql(`CREATE USER ${CHECKER}@'127.0.0.1'`)
  await sql(`CREATE USER ${USER}@'127.0.0.1' IDENTIFIED BY '${password}'`)
  for (const name of Object.values(DATABASES)) {
    await sql(`CREATE DATABASE ${name}`)
    await sql(`GRANT ALL ON ${name}.* TO ${USER}@'127.0.0.1'`)
  }
}
