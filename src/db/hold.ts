/** A connection for one run of a handler, given up at once when nobody waits for the run any more. */
import type { PoolConnection } from 'mysql2'
import { unlessAborted, type User } from './cancelled.ts'
import type { Cut } from './connection.ts'
import { createPlaces } from './places.ts'
import type { Pool } from './pool.ts'

/** `stopListening` is for what must not be cut off once it has begun. */
type Work<T> = (connection: PoolConnection, stopListening: () => void) => Promise<T>
export type Hold = <T>(user: User, work: Work<T>) => Promise<T>

/** At most `places` connections a rule; the rest of its work waits in its own queue. */
export function createHold(pool: Pool, cut: Cut, places: number): Hold {
  const enter = createPlaces(places)
  return async (user, work) => {
    const leave = await enter(user)
    try {
      const connection = await takeFrom(pool, user)
      try {
        return await unlessAborted(
          user.signal,
          (stopListening) => work(connection, stopListening),
          (reason) => cut(connection, reason),
        )
      } finally {
        connection.release() // which does nothing to one that was cut
      }
    } finally {
      leave()
    }
  }
}

/** A connection that comes after the abort is as new, and goes back. */
function takeFrom(pool: Pool, { signal }: User): Promise<PoolConnection> {
  let taking: Promise<PoolConnection> | undefined
  return unlessAborted(
    signal,
    () => (taking = pool.take()),
    () => void taking?.then((connection) => connection.release()).catch(() => {}),
  )
}
