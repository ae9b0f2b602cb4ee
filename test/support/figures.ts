import { createDatabase } from '../../src/db/connect.ts'
import { createFigures } from '../../src/figures/figures.ts'
import { SETTLE_MS } from '../../src/figures/settled.ts'
import { quietLog } from './outputs.ts'

/** Brings the figures up to date, as the server does half a minute later. */
export async function countFigures(url: string): Promise<void> {
  const database = createDatabase({ url })
  let now = Date.now()
  const figures = createFigures({ database, days: 90, now: () => now, log: quietLog() })
  await figures.count()
  now += SETTLE_MS
  await figures.count()
  figures.stop()
  await database.close()
}
