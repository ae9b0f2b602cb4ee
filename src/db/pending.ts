/** What waits for a fan's next text, for a few minutes, on any node. */
import { and, eq, gt, inArray, isNull, or, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Waiting } from '../rule/converse.ts'
import type { Transaction, WriteDb } from './connect.ts'
import { createGather } from './gather.ts'
import { createInList } from './in-list.ts'
import { pending } from './tables.ts'

export type Pending = {
  /** What waits for this message of the fan's; concurrent ones are read by one statement. */
  of(fan: string, message: string): Promise<Waiting | undefined>
  /** Takes the place of what waited before. */
  put(fan: string, waiting: Waiting): Promise<void>
  /** For this message and no other. False when there was nothing, so that of two who take it only one has it. */
  take(fan: string, message: string, tx?: Transaction): Promise<boolean>
  forget(fan: string): Promise<void>
}

const LIMIT_MINUTES = 5
const values = z.record(z.string(), z.string())
const waitingSchema: z.ZodType<Waiting> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ask'), rule: z.string(), hole: z.string(), values }),
  z.object({ kind: z.literal('confirm'), rule: z.string(), values }),
])

const now = sql`CURRENT_TIMESTAMP`

/** `db` is a primary or a transaction: a replica may not have seen yet what the fan sent a second ago. */
export function createPending(db: WriteDb | Transaction): Pending {
  const reader = createGather(createRead(db))
  return {
    of: async (fan, message) => {
      const row = await reader.load(fan)
      return row && isFree(row, message) ? waitingIn(row.waiting) : undefined
    },
    put: async (fan, waiting) => {
      const row = {
        waiting: JSON.stringify(waiting),
        takenBy: null,
        expiresAt: sql`${now} + INTERVAL ${sql.raw(String(LIMIT_MINUTES))} MINUTE`,
      }
      await db
        .insert(pending)
        .values({ fan, ...row })
        .onDuplicateKeyUpdate({ set: row })
    },
    take: async (fan, message, tx = db as Transaction) => {
      const row = and(
        eq(pending.fan, fan),
        gt(pending.expiresAt, now),
        or(isNull(pending.takenBy), eq(pending.takenBy, message)),
      )
      // Rows that it fits are counted, also where nothing had to be changed.
      const [{ affectedRows }] = await tx.update(pending).set({ takenBy: message }).where(row)
      return affectedRows === 1
    },
    forget: async (fan) => void (await db.delete(pending).where(eq(pending.fan, fan))),
  }
}

type Row = typeof pending.$inferSelect

const isFree = ({ takenBy }: Row, message: string): boolean => takenBy === null || takenBy === message

function createRead(db: WriteDb | Transaction): (keys: readonly string[]) => Promise<(Row | undefined)[]> {
  const rowsOf = createInList(pending.fan, (places) =>
    db
      .select()
      .from(pending)
      .where(and(inArray(pending.fan, places), gt(pending.expiresAt, now)))
      .prepare(),
  )
  return async (keys) => {
    const found = new Map((await rowsOf(keys)).map((row) => [row.fan, row]))
    return keys.map((key) => found.get(key))
  }
}

/** Undefined for what an older or newer version has written. */
function waitingIn(text: string): Waiting | undefined {
  try {
    return waitingSchema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}
