/** What is soaked: nodes on one private MariaDB, everything in a temporary folder. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mysql from 'mysql2/promise'
import { startEmbedded } from '../../src/db/embedded.ts'
import { AES_KEY, APP_ID, TOKEN } from '../support/wechat.ts'
import { createNode, type Node } from './node.ts'

export type House = Hut & { readonly nodes: readonly [Node, Node] }
export type Hut = {
  readonly folder: string
  readonly nodes: readonly Node[]
  /** Of the MariaDB that runs at the moment. */
  mariadbPid(): number
  /** A statement of the administrator's, on a connection of its own. */
  sql(statement: string): Promise<Record<string, unknown>[]>
  connect(): Promise<mysql.Connection>
  /** Files of the spools that nobody has taken over yet. */
  spooled(): string[]
  stop(): Promise<void>
}

export const PARTS = 50

export async function openHouse(): Promise<House> {
  const { nodes, ...rest } = await openHut(['A', 'B'])
  const [a, b] = nodes
  if (!a || !b) throw new Error('a house has two nodes')
  return { ...rest, nodes: [a, b] }
}

export async function openHut(names: readonly string[], how: How = {}): Promise<Hut> {
  const { folder = mkdtempSync(join(tmpdir(), 'yingda-soak-')), ...rest } = how
  const database = await startEmbedded(folder)
  const nodes = names.map((name) => nodeIn(folder, name, database.url, rest))
  const connect = () => mysql.createConnection(database.url)
  const sql = sqlOn(database.url)
  const stop = async () => {
    for (const { lives } of nodes) lives.at(-1)?.child.kill('SIGKILL')
    await database.stop()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    for (const node of nodes) await node.start() // the first of them makes the tables
    await furnish(sql)
  } catch (error) {
    await stop()
    throw error
  }
  return {
    ...{ folder, nodes, connect, sql, stop },
    mariadbPid: () => Number(readFileSync(join(folder, 'mariadb', 'mysql.pid'), 'utf8')),
    spooled: () => spooledIn(folder, nodes),
  }
}

export const sqlOn =
  (url: string): House['sql'] =>
  async (statement) => {
    const connection = await mysql.createConnection(url)
    try {
      return (await connection.query(statement))[0] as Record<string, unknown>[]
    } finally {
      connection.destroy()
    }
  }

/** On a port that is free, unless one is given. */
type NodeHow = {
  readonly port?: number
  readonly settings?: Readonly<Record<string, string>>
  readonly before?: readonly string[]
}
type How = Omit<NodeHow, 'port'> & { readonly folder?: string }

/** A node whose data is in a folder of its name. */
export function nodeIn(folder: string, name: string, databaseUrl: string, how: NodeHow = {}): Node {
  const { port = 0, settings, before } = how
  const ACCOUNTS_FILE = join(folder, 'accounts.json')
  const encrypted = { token: TOKEN, appId: APP_ID, aesKey: AES_KEY }
  const accounts = { security: encrypted, compatible: { ...encrypted, mode: 'compatible' } }
  writeFileSync(ACCOUNTS_FILE, JSON.stringify(accounts))
  const DATA_DIR = join(folder, name)
  mkdirSync(DATA_DIR, { mode: 0o700 })
  const own = { DATA_DIR, ACCOUNTS_FILE, DATABASE_URL: databaseUrl, WECHAT_TOKEN: TOKEN }
  const { npm_lifecycle_event: _, ...rest } = process.env
  const mood = { LOG_LEVEL: 'warn', NODE_ENV: 'production', RULES_DIR: 'test/soak/rules' }
  const ports = { PORT: String(port), CONSOLE_PORT: '0' }
  return createNode(name, { ...rest, ...own, ...mood, ...ports, ...settings }, before)
}

/** What the rules of test/soak/rules read and write; a node has made the other tables. */
export async function furnish(sql: House['sql']): Promise<void> {
  await sql('CREATE TABLE soak_notes (id INT AUTO_INCREMENT PRIMARY KEY, n BIGINT NOT NULL, KEY (n))')
  await sql('CREATE TABLE soak_rivals (id INT PRIMARY KEY, count INT NOT NULL)')
  await sql('INSERT INTO soak_rivals VALUES (0, 0), (1, 0)')
  const parts = Array.from({ length: PARTS }, (_, part) => `('1-${part}', '${workstationOf(part)}')`)
  await sql(`INSERT INTO parts (code, workstation) VALUES ${parts.join()}`)
}

export const spooledIn = (folder: string, nodes: readonly Node[]): string[] =>
  nodes.flatMap(({ name }) =>
    readdirSync(join(folder, name), { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.ndjson'),
    ),
  )

export const workstationOf = (part: number): string => `hall ${part % 7}, place ${part}`
