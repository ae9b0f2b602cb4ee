import { ask, limited, type Cut, type OnQuery } from './connection.ts'
import type { Client } from './drizzle.ts'
import type { Pool } from './pool.ts'

/** A statement of the engine that nobody waits for any more must not keep its connection from others. */
const STATEMENT_LIMIT_MS = 4_500

/** For the engine's own statements, which belong to no rule: each ends at a limit. */
export function engineClient(pool: Pool, cut: Cut, onQuery: OnQuery | undefined): Client {
  return {
    async query(options, values) {
      const connection = await pool.take()
      try {
        return await limited(STATEMENT_LIMIT_MS, connection, cut, () =>
          ask(connection, options, values, onQuery),
        )
      } finally {
        connection.release()
      }
    },
    async getConnection() {
      const connection = await pool.take()
      return {
        connection,
        query: (options, values) => ask(connection, options, values, onQuery),
        release: () => connection.release(),
      }
    },
  }
}
