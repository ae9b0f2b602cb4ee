/** The whole of it on this machine: databases, HAProxy before them, three nodes of ours, nginx before those. */
import { randomBytes } from 'node:crypto'
import { chmodSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { furnish, nodeIn, spooledIn, type House } from '../../test/soak/house.ts'
import type { Node } from '../../test/soak/node.ts'
import { DATABASES, openGalera, USER, type Galera } from './galera.ts'
import { startHaproxy } from './haproxy.ts'
import { startNginx, type Nginx } from './nginx.ts'
import { freePorts } from './processes.ts'

export type Base = {
  readonly folder: string
  readonly galera: Galera
  readonly haproxy: { readonly pid: number }
  /** For each of our nodes. */
  urlsOf(database: keyof typeof DATABASES): string[]
  stop(): Promise<void>
}

export async function openBase(folder: string, scripts: string): Promise<Base> {
  chmodSync(folder, 0o711) // what runs as nobody has folders inside
  const password = randomBytes(16).toString('hex')
  const galera = await openGalera(folder, scripts, password)
  const haproxy = await startHaproxy(folder, galera.nodes)
  await sleep(1_500) // until each server has been found ready twice
  return {
    folder,
    galera,
    haproxy,
    urlsOf: (database) =>
      haproxy.ports.map((port) => `mysql://${USER}:${password}@127.0.0.1:${port}/${DATABASES[database]}`),
    async stop() {
      await haproxy.stop()
      await galera.stop()
    },
  }
}

/** Our nodes with the rules of the soak test, each told of its database. */
export type Talked = Pick<House, 'sql' | 'spooled'> & {
  readonly nodes: readonly Node[]
  readonly nginx: Nginx
  stop(): Promise<void>
}

export async function openTalked({ folder, galera, urlsOf }: Base): Promise<Talked> {
  const urls = urlsOf('talk')
  const ports = await freePorts(urls.length)
  const nodes = urls.map((url, index) =>
    nodeIn(folder, `node-${index + 1}`, url, { port: ports[index] ?? 0 }),
  )
  const nginx = await startNginx(folder, 'nginx', ports)
  const sql: House['sql'] = (statement) => {
    const [first] = galera.nodes
    if (!first) throw new Error('there is no database')
    return first.sql(statement, DATABASES.talk)
  }
  const stop = async () => {
    await Promise.all(nodes.map((node) => node.end('SIGKILL')))
    await nginx.stop()
  }
  try {
    await Promise.all(nodes.map((node) => node.start())) // they take turns to make the tables
    await furnish(sql)
    return { nodes, nginx, sql, spooled: () => spooledIn(folder, nodes), stop }
  } catch (error) {
    await stop()
    throw error
  }
}
