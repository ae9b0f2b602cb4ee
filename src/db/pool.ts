import mysql from 'mysql2'
import { socketOf, type Cut } from './connection.ts'
import { learnServerName } from './server-name.ts'

export type Pool = {
  take(): Promise<mysql.PoolConnection>
  load(): Load
  /** Lets running statements end for that long, then cuts them off. */
  close(graceMs: number, cut: Cut): Promise<void>
}

/** Of its connections: how many are open, how many of them are in use; and how many wait for one. */
export type Load = {
  readonly size: number
  readonly busy: number
  readonly waiting: number
  readonly limit: number
}

export type PoolOptions = {
  readonly connections: number
  /** The statements that every connection begins with. */
  readonly greeting: readonly string[]
}

const CONNECT_LIMIT_MS = 2_000

/** Nothing is connected before the first statement. */
export function createPool(uri: string, { connections, greeting }: PoolOptions): Pool {
  const pool = mysql.createPool({
    uri,
    charset: 'utf8mb4',
    connectionLimit: connections,
    maxIdle: connections - 1, // less than all, or mysql2 never closes what has been idle for a minute
    connectTimeout: CONNECT_LIMIT_MS,
    timezone: 'Z', // as the session's, wherever the process runs
    supportBigNumbers: true,
    dateStrings: true, // which Drizzle reads
    maxPreparedStatements: 1, // we prepare none, and mysql2 keeps half a megabyte a connection for its own 16,000
  })
  const open = new Set<mysql.PoolConnection>()
  const idle = new Set<mysql.PoolConnection>()
  let waiting = 0
  pool.on('acquire', (connection) => idle.delete(connection))
  pool.on('release', (connection) => idle.add(connection)) // not where another has waited for it
  // A connection runs its statements in order, so the greeting always comes first.
  pool.on('connection', (connection) => {
    open.add(connection)
    // Not on 'end': mysql2 says nothing of a connection that we ourselves have cut.
    socketOf(connection).once('close', () => [open, idle].forEach((all) => all.delete(connection)))
    connection.on('error', () => {}) // the statements on it have been told
    for (const statement of greeting) connection.query(statement, (error) => error && connection.destroy())
    learnServerName(connection)
  })
  const take = () => {
    waiting++
    return new Promise<mysql.PoolConnection>((resolve, reject) =>
      pool.getConnection((error, connection) => {
        waiting--
        if (error) reject(error)
        else resolve(connection)
      }),
    )
  }
  const load = () => ({ size: open.size, busy: open.size - idle.size, waiting, limit: connections })
  return { take, load, close: (graceMs, cut) => closePool(pool, open, graceMs, cut) }
}

function closePool(
  pool: mysql.Pool,
  open: ReadonlySet<mysql.PoolConnection>,
  graceMs: number,
  cut: Cut,
): Promise<void> {
  return new Promise((resolve) => {
    const cutOff = () => {
      for (const connection of open) cut(connection, new Error('the pool is closed'))
      resolve()
    }
    const timer = setTimeout(cutOff, graceMs)
    pool.end((error) => {
      if (error) return // of one of them; the others may still be open
      clearTimeout(timer)
      resolve()
    })
  })
}
