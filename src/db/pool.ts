import mysql from 'mysql2'
import { socketOf, type Cut } from './connection.ts'
import { learnServerName } from './server-name.ts'

export type Pool = {
  take(): Promise<mysql.PoolConnection>
  /** Lets running statements end for a moment, then cuts them off. */
  close(cut: Cut): Promise<void>
}

export type PoolOptions = {
  readonly connections: number
  /** The statements that every connection begins with. */
  readonly greeting: readonly string[]
}

const CONNECT_LIMIT_MS = 2_000
/** What a burst has opened beyond these closes after a minute. */
const IDLE_CONNECTIONS = 4
const CLOSE_LIMIT_MS = 300

/** Nothing is connected before the first statement. */
export function createPool(uri: string, { connections, greeting }: PoolOptions): Pool {
  const pool = mysql.createPool({
    uri,
    charset: 'utf8mb4',
    connectionLimit: connections,
    maxIdle: Math.min(IDLE_CONNECTIONS, connections),
    connectTimeout: CONNECT_LIMIT_MS,
    timezone: 'Z', // as the session's, wherever the process runs
    supportBigNumbers: true,
  })
  const open = new Set<mysql.PoolConnection>()
  // A connection runs its statements in order, so the greeting always comes first.
  pool.on('connection', (connection) => {
    open.add(connection)
    // Not on 'end': mysql2 says nothing of a connection that we ourselves have cut.
    socketOf(connection).once('close', () => open.delete(connection))
    connection.on('error', () => {}) // the statements on it have been told
    for (const statement of greeting) connection.query(statement, (error) => error && connection.destroy())
    learnServerName(connection)
  })
  const take = () =>
    new Promise<mysql.PoolConnection>((resolve, reject) =>
      pool.getConnection((error, connection) => (error ? reject(error) : resolve(connection))),
    )
  return { take, close: (cut) => closePool(pool, open, cut) }
}

function closePool(pool: mysql.Pool, open: ReadonlySet<mysql.PoolConnection>, cut: Cut): Promise<void> {
  return new Promise((resolve) => {
    const cutOff = () => {
      for (const connection of open) cut(connection, new Error('the pool is closed'))
      resolve()
    }
    const timer = setTimeout(cutOff, CLOSE_LIMIT_MS)
    pool.end(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}
