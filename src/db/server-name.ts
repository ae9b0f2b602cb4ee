/** Which server a connection has reached: behind one address there may be several, each with its own thread ids. */
import type { Connection } from 'mysql2'

export const SERVER_NAME = `SELECT CONCAT_WS(' ', @@hostname, @@port, @@server_id) AS name`

const names = new WeakMap<Connection, string>()

export function learnServerName(connection: Connection): void {
  connection.query(SERVER_NAME, (error, rows) => error ?? names.set(connection, nameIn(rows)))
}

/** Undefined until its greeting is over. */
export const serverNameOf = (connection: Connection): string | undefined => names.get(connection)

export const nameIn = (rows: unknown): string => (rows as [{ name: string }])[0].name
