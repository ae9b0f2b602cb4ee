/** Transactions whose end is known, or said to be unknown. */
import type { PoolConnection } from 'mysql2'
import type { User } from './cancelled.ts'
import { ask, destroy, limited, type OnQuery } from './connection.ts'
import { transactionOn, type Transaction } from './drizzle.ts'
import { isDatabaseAway } from './health.ts'
import type { Hold } from './hold.ts'

export type Work<T> = (tx: Transaction) => Promise<T>

/** The connection was lost after COMMIT was sent: what the transaction wrote stays, or nothing of it does. */
export class CommitUnknown extends Error {
  override readonly name = 'CommitUnknown'

  constructor(cause: unknown) {
    super('the connection was lost during COMMIT: whether it was done is not known', { cause })
  }
}

/** Nobody may wait for MySQL's answer to COMMIT for ever, since it has no other limit. */
const COMMIT_LIMIT_MS = 10_000

/** Commits what the work wrote when it returns, and takes it back when it throws or the signal aborts. */
export function transactIn<T>(
  hold: Hold,
  user: User,
  work: Work<T>,
  onQuery: OnQuery | undefined,
): Promise<T> {
  return hold(user, async (connection, stopListening) => {
    await ask(connection, { sql: 'BEGIN' })
    const result = await worked(connection, work, onQuery)
    // From here on an abort is ignored: it must not cut off a COMMIT that MySQL may already have done.
    stopListening()
    await commit(connection)
    return result
  })
}

async function worked<T>(
  connection: PoolConnection,
  work: Work<T>,
  onQuery: OnQuery | undefined,
): Promise<T> {
  let isOver = false
  const tx = transactionOn({
    connection,
    query: async (options, values) => {
      if (isOver) throw new Error('the transaction has ended; is an await missing?')
      return ask(connection, options, values, onQuery)
    },
  })
  const run = async () => {
    try {
      return await work(tx)
    } finally {
      isOver = true
    }
  }
  try {
    return await run()
  } catch (error) {
    await ask(connection, { sql: 'ROLLBACK' }).catch((reason: Error) => destroy(connection, reason))
    throw error
  }
}

async function commit(connection: PoolConnection): Promise<void> {
  try {
    await limited(COMMIT_LIMIT_MS, connection, destroy, () => ask(connection, { sql: 'COMMIT' }))
  } catch (error) {
    connection.destroy()
    // mysql2 names no code where the connection was closed before COMMIT could be sent: then nothing stays.
    const { code } = error as NodeJS.ErrnoException
    throw code !== undefined && isDatabaseAway(error) ? new CommitUnknown(error) : error
  }
}
