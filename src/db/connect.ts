import { drizzle, type MySql2Database } from 'drizzle-orm/mysql2'
import mysql from 'mysql2'
import * as schema from '../../drizzle/schema.ts'
import { AppError, messageOf } from '../errors.ts'
import { createLookups, type Lookups } from './lookup.ts'

/** Plain Drizzle, reading only: the type leaves out what writes, and its sessions are READ ONLY in MySQL itself. */
export type ReadDb = Pick<MySql2Database<typeof schema>, 'select' | 'selectDistinct' | '$count' | 'query'>
export type WriteDb = MySql2Database<typeof schema>

export type Database = Lookups & {
  /** The read-only handle that queries get. */
  readonly db: ReadDb
  readonly write: WriteDb
  /** Rejects when MySQL does not answer. */
  ping(): Promise<void>
  close(): Promise<void>
}

export type DatabaseUrls = { readonly url: string; readonly readUrl?: string | undefined }
/** Told of every statement with the milliseconds it took. */
export type OnQuery = (sql: string, ms: number) => void

const CONNECT_LIMIT_MS = 2_000
const CONNECTIONS = 10
const UTC = "SET time_zone = '+00:00'"
const READ_ONLY = 'SET SESSION TRANSACTION READ ONLY'

/** Two pools, one for reading, one for writing. Nothing is connected before the first statement. */
export function createDatabase(urls: DatabaseUrls, onQuery?: OnQuery): Database {
  const writePool = createPool(urls.url, [UTC])
  const readPool = createPool(urls.readUrl ?? urls.url, [UTC, READ_ONLY])
  if (onQuery) timeQueries(readPool, onQuery)
  const read = drizzle(readPool, { schema, mode: 'planetscale' })
  return {
    ...createLookups(read),
    db: read,
    write: drizzle(writePool, { schema, mode: 'planetscale' }),
    ping: async () => void (await readPool.promise().query('SELECT 1')),
    close: async () => void (await Promise.all([readPool.promise().end(), writePool.promise().end()])),
  }
}

function createPool(uri: string, greeting: readonly string[]): mysql.Pool {
  const pool = mysql.createPool({
    uri,
    charset: 'utf8mb4',
    connectionLimit: CONNECTIONS,
    connectTimeout: CONNECT_LIMIT_MS,
    supportBigNumbers: true,
  })
  // A connection runs its statements in order, so the greeting always comes first.
  pool.on('connection', (connection) => {
    for (const statement of greeting) connection.query(statement, (error) => error && connection.destroy())
  })
  return pool
}

function timeQueries(pool: mysql.Pool, onQuery: OnQuery): void {
  const query = pool.query.bind(pool) as (...args: unknown[]) => unknown
  const timed = (options: mysql.QueryOptions, values: unknown, done: (...args: unknown[]) => void) => {
    const start = performance.now()
    return query(options, values, (...results: unknown[]) => {
      onQuery(options.sql, performance.now() - start)
      done(...results)
    })
  }
  Object.assign(pool, { query: timed })
}

/** Stops a start against a MySQL that does not answer, naming host and database, never the password. */
export async function requireDatabase(database: Database, url: string): Promise<void> {
  try {
    await database.ping()
  } catch (cause) {
    const { host, pathname } = new URL(url)
    const place = `主机 ${host} 的数据库 ${decodeURIComponent(pathname.slice(1))}`
    throw new AppError('DATABASE_UNREACHABLE', `连不上 MySQL：${place}（${messageOf(cause)}）`, { cause })
  }
}
