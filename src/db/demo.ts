import { demo } from '../../drizzle/demo.ts'
import type { WriteDb } from './connect.ts'

/** Fills the tables of `drizzle/demo.ts` that have no row yet. */
export async function loadDemoRows(write: WriteDb): Promise<void> {
  for (const { table, rows } of demo) {
    const [first] = await write.select().from(table).limit(1)
    if (!first) await write.insert(table).ignore().values(rows)
  }
}
