/** Ends threads of MySQL whose clients have left: MySQL itself would notice only when their statements end. */
import { setTimeout as sleep } from 'node:timers/promises'
import { ask, destroy, limited, type Cut } from './connection.ts'
import { createPool, type Pool } from './pool.ts'
import { nameIn, SERVER_NAME, serverNameOf } from './server-name.ts'

export type Killer = {
  readonly cut: Cut
  close(): Promise<void>
}

/** Of its own, so that it need not wait for those whom it is to end. */
const CONNECTIONS = 2
const LIMIT_MS = 1_000
const RETRY_MS = 500
/** A MySQL that is away for longer has most likely lost the threads with it. */
const GIVE_UP_MS = 60_000
const CLOSE_GRACE_MS = 100

/** Thread ids are never used twice, so a kill that comes late ends nothing else. */
export function createKiller(uri: string): Killer {
  const pool = createPool(uri, { connections: CONNECTIONS, greeting: [] })
  let isClosed = false
  const kill = async (thread: number, server: string) => {
    const deadline = Date.now() + GIVE_UP_MS
    while (!isClosed && !(await isKilled(pool, thread, server)) && Date.now() < deadline)
      await sleep(RETRY_MS, undefined, { ref: false })
  }
  const cut: Cut = (connection, reason) => {
    const { threadId } = connection
    const server = serverNameOf(connection)
    destroy(connection, reason)
    if (server !== undefined) void kill(threadId, server)
  }
  const close = () => {
    isClosed = true
    return pool.close(CLOSE_GRACE_MS, destroy)
  }
  return { cut, close }
}

async function isKilled(pool: Pool, thread: number, server: string): Promise<boolean> {
  const connection = await pool.take().catch(() => undefined)
  if (!connection) return false
  try {
    return await limited(LIMIT_MS, connection, destroy, async () => {
      const [rows] = await ask(connection, { sql: SERVER_NAME })
      if (nameIn(rows) !== server)
        throw new Error('this is another server, where the id is of another thread')
      await ask(connection, { sql: `KILL ${thread}` }).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ER_NO_SUCH_THREAD') throw error
      })
      connection.release()
      return true
    })
  } catch {
    connection.destroy()
    return false
  }
}
