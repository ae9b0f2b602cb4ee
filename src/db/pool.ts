import mysql from 'mysql2'

export type Pool = {
  readonly pool: mysql.Pool
  /** Lets running statements end for a moment, then cuts them off. */
  close(): Promise<void>
}
/** Told of every statement with the milliseconds it took. */
export type OnQuery = (sql: string, ms: number) => void

const CONNECTIONS = 10
const CONNECT_LIMIT_MS = 2_000
/** A statement that nobody waits for any more must not keep its connection from others. */
const STATEMENT_LIMIT_MS = 4_500
const CLOSE_LIMIT_MS = 300

/** A pool whose connections begin with the statements of `greeting`, and end with a statement that takes too long. */
export function createPool(uri: string, greeting: readonly string[], onQuery: OnQuery | undefined): Pool {
  const pool = mysql.createPool({
    uri,
    charset: 'utf8mb4',
    connectionLimit: CONNECTIONS,
    connectTimeout: CONNECT_LIMIT_MS,
    timezone: 'Z', // as the session's, wherever the process runs
    supportBigNumbers: true,
  })
  const open = new Set<mysql.PoolConnection>()
  // A connection runs its statements in order, so the greeting always comes first.
  pool.on('connection', (connection) => {
    open.add(connection)
    connection.once('end', () => open.delete(connection))
    for (const statement of greeting) connection.query(statement, (error) => error && connection.destroy())
  })
  Object.assign(pool, { query: limitedQuery(pool, onQuery) })
  return { pool, close: () => closePool(pool, open) }
}

type Done = (error: Error | null, ...results: unknown[]) => void
type Query = (options: mysql.QueryOptions | string, values: unknown, done?: Done) => void

/** mysql2's own time-out gives up the statement but keeps its connection waiting for the answer. */
function limitedQuery(pool: mysql.Pool, onQuery: OnQuery | undefined): Query {
  return (options, values, done) => {
    const callback = done ?? (values as Done)
    const statement = typeof options === 'string' ? { sql: options } : options
    pool.getConnection((error, connection) => {
      if (error) return callback(error)
      const start = performance.now()
      const timer = setTimeout(() => {
        connection.destroy()
        callback(Object.assign(new Error(`no answer within ${STATEMENT_LIMIT_MS} ms`), { code: 'ETIMEDOUT' }))
      }, STATEMENT_LIMIT_MS)
      const query = { ...statement, ...(done && { values }) } as mysql.QueryOptions
      connection.query(query, (...results: Parameters<Done>) => {
        clearTimeout(timer)
        connection.release()
        onQuery?.(statement.sql, performance.now() - start)
        callback(...results)
      })
    })
  }
}

async function closePool(pool: mysql.Pool, open: ReadonlySet<mysql.PoolConnection>): Promise<void> {
  const cutOff = setTimeout(() => {
    for (const connection of open) connection.destroy()
  }, CLOSE_LIMIT_MS)
  const ended = pool
    .promise()
    .end()
    .catch(() => {})
  await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, CLOSE_LIMIT_MS * 2).unref())])
  clearTimeout(cutOff)
}
