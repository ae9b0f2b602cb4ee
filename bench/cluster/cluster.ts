/** The whole of it on this machine: databases, HAProxy before them, three nodes of ours, nginx before those. */
import { randomBytes } from 'node:crypto'
import { chmodSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { DATABASES, openGalera, USER, type Galera } from './galera.ts'
import { startHaproxy } from './haproxy.ts'
import { startTalked, type Talked } from './talked.ts'

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

export function openTalked({ folder, galera, urlsOf }: Base): Promise<Talked> {
  return startTalked(folder, urlsOf('talk'), (statement) => {
    const [first] = galera.nodes
    if (!first) throw new Error('there is no database')
    return first.sql(statement, DATABASES.talk)
  })
}
