/** Sessions that were logged out: a cookie cannot be called back from whoever has copied it, so it must open nothing. */
import { eq } from 'drizzle-orm'
import type { WriteDb } from '../../db/connect.ts'
import type { Health } from '../../db/heartbeat.ts'
import { logouts } from '../../db/tables.ts'
import { messageOf, wrappedIn } from '../../errors.ts'
import type { Log } from '../../log.ts'

export type Logouts = {
  /** `end` is when the cookie expires by itself. */
  add(session: string, end: number): Promise<void>
  /** Of any node; while MySQL is away only those that this node knows of. */
  has(session: string): Promise<boolean>
}

export type LogoutsDeps = {
  readonly write: WriteDb
  readonly health: Pick<Health, 'isHealthy'>
  readonly now: () => number
  readonly log: Log
}

export function createLogouts({ write, health, now, log }: LogoutsDeps): Logouts {
  const known = new Map<string, number>()
  const failed = (what: string) => (error: unknown) =>
    log.error({ reason: messageOf(wrappedIn(error)) }, what)

  async function isWritten(session: string): Promise<boolean> {
    const rows = await write.select().from(logouts).where(eq(logouts.session, session))
    return rows.length > 0
  }
  return {
    async add(session, end) {
      for (const [other, expires] of known) if (expires < now()) known.delete(other)
      known.set(session, end)
      const row = { session, expiresAt: new Date(end) }
      await write.insert(logouts).ignore().values(row).catch(failed('logout not written'))
    },
    async has(session) {
      if (known.has(session)) return true
      if (!health.isHealthy()) return false
      return (await isWritten(session).catch(failed('logouts not read'))) ?? false
    },
  }
}
