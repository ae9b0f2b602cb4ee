/** What is left of a fan's long answer, for ten minutes, on any node. */
import { and, eq, gt, sql } from 'drizzle-orm'
import type { Transaction, WriteDb } from './connect.ts'
import { pages } from './tables.ts'

export type Pages = {
  /** Takes the place of what was left of another answer. */
  put(fan: string, rest: string, tx?: Transaction): Promise<void>
  /**
   * The text that the next page is cut from, for this message and its retries; undefined when nothing is left.
   * `shown` says of such a text what is left of it after its first page.
   */
  next(fan: string, message: string, shown: (text: string) => string): Promise<string | undefined>
  forget(fan: string): Promise<void>
}

const LIMIT_MINUTES = 10
const now = sql`CURRENT_TIMESTAMP`
const expiresAt = sql`${now} + INTERVAL ${sql.raw(String(LIMIT_MINUTES))} MINUTE`

export function createPages(db: WriteDb | Transaction): Pages {
  return {
    put: async (fan, rest, tx = db as Transaction) => {
      const row = { rest, shownBy: null, expiresAt }
      await tx
        .insert(pages)
        .values({ fan, ...row })
        .onDuplicateKeyUpdate({ set: row })
    },
    next: (fan, message, shown) =>
      db.transaction(async (tx) => {
        const [row] = await tx
          .select()
          .from(pages)
          .where(and(eq(pages.fan, fan), gt(pages.expiresAt, now)))
          .for('update')
        if (!row || row.shownBy === message) return row?.rest
        const rest = row.shownBy === null ? row.rest : shown(row.rest)
        if (rest === '') return undefined
        await tx.update(pages).set({ rest, shownBy: message, expiresAt }).where(eq(pages.fan, fan))
        return rest
      }),
    forget: async (fan) => void (await db.delete(pages).where(eq(pages.fan, fan))),
  }
}
