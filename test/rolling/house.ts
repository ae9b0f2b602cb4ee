/** Three nodes on one private MariaDB behind nginx, as docs/scaling.md has it. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mysql from 'mysql2/promise'
import { startNginx, type Nginx } from '../../bench/cluster/nginx.ts'
import { freePorts } from '../../bench/cluster/processes.ts'
import { startEmbedded } from '../../src/db/embedded.ts'
import { furnish, nodeIn, spooledIn, type House } from '../soak/house.ts'
import type { Node } from '../soak/node.ts'

export type RollingHouse = Pick<House, 'sql' | 'spooled' | 'stop'> & {
  readonly nodes: readonly Node[]
  readonly nginx: Nginx
}

const NAMES = ['node-1', 'node-2', 'node-3'] as const

export async function openRollingHouse(): Promise<RollingHouse> {
  const folder = mkdtempSync(join(tmpdir(), 'yingda-rolling-'))
  chmodSync(folder, 0o711) // what runs as nobody has folders inside
  const database = await startEmbedded(folder)
  const ports = await freePorts(NAMES.length)
  const nodes = NAMES.map((name, index) => nodeIn(folder, name, database.url, { port: ports[index] ?? 0 }))
  const nginx = await startNginx(folder, 'nginx', ports)
  const sql: House['sql'] = async (statement) => {
    const connection = await mysql.createConnection(database.url)
    try {
      return (await connection.query(statement))[0] as Record<string, unknown>[]
    } finally {
      connection.destroy()
    }
  }
  const stop = async () => {
    await Promise.all(nodes.map((node) => node.end('SIGKILL')))
    await nginx.stop()
    await database.stop()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    await Promise.all(nodes.map((node) => node.start()))
    await furnish(sql)
    return { nodes, nginx, sql, spooled: () => spooledIn(folder, nodes), stop }
  } catch (error) {
    await stop()
    throw error
  }
}
