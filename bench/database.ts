/** The MariaDB of a bench: private, on a socket, with the parts that are asked after. */
import { setTimeout as sleep } from 'node:timers/promises'
import { count, eq, ne, sql, type SQL } from 'drizzle-orm'
import { parts as partsTable } from '../drizzle/schema.ts'
import { createDatabase } from '../src/db/connect.ts'
import { startEmbedded } from '../src/db/embedded.ts'
import { migrateDatabase } from '../src/db/migrate.ts'
import { messages } from '../src/db/tables.ts'
import { parts } from './load/questions.ts'

export type Logged = {
  readonly rows: number
  /** Those of messages whose sender has hung up. */
  readonly unread: number
  readonly others: number
}

export type BenchDatabase = {
  readonly url: string
  version(): Promise<string>
  /** Rows of the message log, those that nobody read, and those that are no answer. */
  logged(): Promise<Logged>
  stop(): Promise<void>
}

/** As MariaDB has them by itself: what `npm start` starts is kept small, and writes to disk all the time under such a load. */
const USUAL = sql`SET GLOBAL innodb_log_file_size = 96 * 1024 * 1024, innodb_buffer_pool_size = 128 * 1024 * 1024`

/** Messages whose sender has hung up are answered too. */
const QUIET_MS = 200
const SETTLE_LIMIT_MS = 30_000

export async function openDatabase(folder: string): Promise<BenchDatabase> {
  const { url, stop } = await startEmbedded(folder)
  const database = createDatabase({ url })
  const { write } = database
  const number = async (where?: SQL) =>
    (await write.select({ n: count() }).from(messages).where(where))[0]?.n ?? 0
  await write.execute(USUAL)
  await migrateDatabase(write)
  await write
    .insert(partsTable)
    .ignore()
    .values([...parts])
  return {
    url,
    async version() {
      const [[row]] = (await write.execute(sql`SELECT VERSION() AS version`)) as unknown as [
        [{ version: string }],
      ]
      return row.version
    },
    async logged() {
      return {
        rows: await number(),
        unread: await number(eq(messages.attempt, 0)),
        others: await number(ne(messages.outcome, 'answer')),
      }
    },
    async stop() {
      await database.close()
      await stop()
    },
  }
}

/** Waits until our servers tell of no more messages and each of them has its row, then says how many there are. */
export async function settled(database: BenchDatabase, said: () => number): Promise<Logged> {
  const deadline = performance.now() + SETTLE_LIMIT_MS
  for (let before = -1; ;) {
    const now = said()
    const logged = await database.logged()
    if ((now === before && logged.rows >= now) || performance.now() > deadline) return logged
    before = now
    await sleep(QUIET_MS)
  }
}
