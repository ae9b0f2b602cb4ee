/** What we do with one connection of mysql2. */
import type { Socket } from 'node:net'
import type { Connection, QueryOptions } from 'mysql2'

/** Told of every statement with the milliseconds it took. */
export type OnQuery = (sql: string, ms: number) => void
/** Ends a connection at once, so that what runs on it fails with the reason, and frees MySQL of its thread. */
export type Cut = (connection: Connection, reason: Error) => void
export type Results = [rows: unknown, fields: unknown]
export type Values = QueryOptions['values']

/** One statement on a connection that we hold. */
export function ask(
  connection: Connection,
  options: QueryOptions,
  values?: Values,
  onQuery?: OnQuery,
): Promise<Results> {
  const start = performance.now()
  // Drizzle has a function for every value, which leaves dates as the strings that they are in our pools anyway.
  const typeCast = true
  return new Promise((resolve, reject) => {
    connection.query(
      { ...options, typeCast, ...(values !== undefined && { values }) },
      (error, rows, fields) => {
        onQuery?.(options.sql, performance.now() - start)
        if (error) reject(error)
        else resolve([rows, fields])
      },
    )
  })
}

/** Cuts the connection off when the work on it takes longer than `ms`. */
export async function limited<T>(
  ms: number,
  connection: Connection,
  cut: Cut,
  work: () => Promise<T>,
): Promise<T> {
  const timer = setTimeout(() => {
    cut(connection, Object.assign(new Error(`no answer within ${ms} ms`), { code: 'ETIMEDOUT' }))
  }, ms)
  try {
    return await work()
  } finally {
    clearTimeout(timer)
  }
}

/** mysql2's own destroy() waits for a server that may be frozen, and never tells the statements. */
export const destroy: Cut = (connection, reason) => {
  connection.destroy()
  socketOf(connection).destroy(reason)
}

/** Every connection has one, of a Unix socket, TCP or TLS, although mysql2 does not type it. */
export const socketOf = (connection: Connection): Socket =>
  (connection as unknown as { stream: Socket }).stream
