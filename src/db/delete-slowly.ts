import { setTimeout as sleep } from 'node:timers/promises'
import { sql, type SQL } from 'drizzle-orm'
import type { ResultSetHeader } from 'mysql2'
import type { WriteDb } from './connect.ts'

const AT_ONCE = 1_000
const PAUSE_MS = 50

/** Deletes `<table> WHERE <condition>` a little at a time, so that nobody waits for it, until the signal ends it. */
export async function deleteSlowly(
  write: WriteDb,
  tableAndCondition: SQL,
  signal: AbortSignal,
  limit = Infinity,
): Promise<void> {
  for (let left = limit; left > 0 && !signal.aborted; left -= AT_ONCE) {
    const most = Math.min(AT_ONCE, left)
    const [{ affectedRows }] = (await write.execute(
      sql`DELETE FROM ${tableAndCondition} LIMIT ${sql.raw(String(most))}`,
    )) as unknown as [ResultSetHeader]
    if (affectedRows < most) return
    await sleep(PAUSE_MS)
  }
}
