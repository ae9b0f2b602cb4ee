/** What waits for a fan's next text, for a few minutes, on any node. */
import DataLoader from 'dataloader'
import { and, eq, gt, inArray, lt, sql } from 'drizzle-orm'
import type { ResultSetHeader } from 'mysql2'
import { z } from 'zod'
import type { Waiting } from '../rule/converse.ts'
import type { Transaction, WriteDb } from './connect.ts'
import { pending } from './tables.ts'

export type Pending = {
  /** Concurrent fans are read by one statement. */
  of(fan: string): Promise<Waiting | undefined>
  /** Takes the place of what waited before. */
  put(fan: string, waiting: Waiting): Promise<void>
  /** False when there was nothing, so that of two who take it only one has it. */
  take(fan: string, tx?: Transaction): Promise<boolean>
}

const LIMIT_MINUTES = 5
const CLEANED_AT_ONCE = 100
const values = z.record(z.string(), z.string())
const waitingSchema: z.ZodType<Waiting> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ask'), rule: z.string(), hole: z.string(), values }),
  z.object({ kind: z.literal('confirm'), rule: z.string(), values }),
])

const now = sql`CURRENT_TIMESTAMP`

/** `db` is a primary or a transaction: a replica may not have seen yet what the fan sent a second ago. */
export function createPending(db: WriteDb | Transaction): Pending {
  const reader = new DataLoader<string, Waiting | undefined>((keys) => read(db, keys), {
    cache: false,
    batchScheduleFn: (dispatch) => setImmediate(dispatch),
  })
  return {
    of: (fan) => reader.load(fan),
    put: async (fan, waiting) => {
      const row = {
        waiting: JSON.stringify(waiting),
        expiresAt: sql`${now} + INTERVAL ${sql.raw(String(LIMIT_MINUTES))} MINUTE`,
      }
      await db.delete(pending).where(lt(pending.expiresAt, now)).limit(CLEANED_AT_ONCE)
      await db
        .insert(pending)
        .values({ fan, ...row })
        .onDuplicateKeyUpdate({ set: row })
    },
    take: async (fan, tx = db as Transaction) => {
      const [{ affectedRows }] = (await tx.delete(pending).where(eq(pending.fan, fan))) as unknown as [
        ResultSetHeader,
      ]
      return affectedRows === 1
    },
  }
}

async function read(db: WriteDb | Transaction, keys: readonly string[]): Promise<(Waiting | undefined)[]> {
  const rows = await db
    .select()
    .from(pending)
    .where(and(inArray(pending.fan, [...keys]), gt(pending.expiresAt, now)))
  const found = new Map(rows.map(({ fan, waiting }) => [fan, waitingIn(waiting)]))
  return keys.map((key) => found.get(key))
}

/** Undefined for what an older or newer version has written. */
function waitingIn(text: string): Waiting | undefined {
  try {
    return waitingSchema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}
