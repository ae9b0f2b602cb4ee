/** A big message log: fifty rules, two accounts, six outcomes, spread over ninety days, the newest last. */
import mysql from 'mysql2/promise'
import { sql } from 'drizzle-orm'
import { createDatabase } from '../src/db/connect.ts'
import { messages } from '../src/db/tables.ts'
import { createFigures } from '../src/figures/figures.ts'
import { SETTLE_MS } from '../src/figures/settled.ts'
import { createLog } from '../src/log.ts'

const AT_ONCE = 250_000
export const DAYS = 90
/** Of all 90 days; the oldest rows must not expire on the way. */
const [FIRST_S, SPAN_S] = [3_600, DAYS * 86_400 - 3_700]

const INDEXES = [
  'UNIQUE INDEX yingda_messages_key_unique (`key`)',
  'INDEX yingda_messages_at (at)',
  'INDEX yingda_messages_fan (fan)',
]

/**
 * Keys and fans are digests, scattered as real ones are, so the indexes are built at the end: row by row they would
 * take hours. A connection of its own, since the pools end long statements.
 */
export async function fillLog(url: string, rows: number, now: number): Promise<void> {
  if (rows === 0) return
  const connection = await mysql.createConnection(url)
  const change = (changes: readonly string[]) =>
    connection.query(`ALTER TABLE yingda_messages ${changes.join(', ')}`)
  const start = now / 1000 - DAYS * 86_400 + FIRST_S
  try {
    await change(INDEXES.map((index) => `DROP INDEX ${/yingda_\w+/.exec(index)?.[0]}`))
    for (let have = 0; have < rows; have += AT_ONCE) {
      const until = Math.min(rows, have + AT_ONCE)
      await connection.query(insert(`seq_${have + 1}_to_${until}`), [start, rows, SPAN_S])
    }
    await change(INDEXES.map((index) => `ADD ${index}`))
    await connection.query('ANALYZE TABLE yingda_messages')
  } finally {
    await connection.end()
  }
}

const insert = (numbers: string) => `
  INSERT INTO yingda_messages (\`key\`, account, fan, kind, text, heard, rule, outcome, ms, attempt, at)
  SELECT MD5(seq), IF(seq % 4, 'main', 'shop'), MD5(CONCAT('fan', FLOOR(RAND() * 1000000))), 'text',
    CONCAT('?18-', seq),
    IF(seq % 10 = 8, CONCAT('有没有', ${letter(26)}, ${letter(23)}, ${letter(19)}, seq), CONCAT('?18-', seq)),
    IF(seq % 50, CONCAT('rule-', seq % 50), 'part-location'),
    ELT(1 + seq % 10, 'answer', 'answer', 'answer', 'answer', 'answer', 'answer', 'missing', 'invalid', 'unmatched', 'failed'),
    FLOOR(EXP(RAND() * 8)), 1 + (seq % 100 = 0), FROM_UNIXTIME(? + seq / ? * ?)
  FROM ${numbers}`

const letter = (of: number) => `CHAR(65 + FLOOR(RAND() * ${of}) USING utf8mb4)`

/** Counts the log into the figures by the job of the server itself, which then has nothing to catch up with. */
export async function countLog(url: string, now: number): Promise<void> {
  const database = createDatabase({ url })
  let clock = now
  const job = createFigures({ database, days: DAYS, now: () => clock, log: createLog('warn', 2) })
  try {
    await job.count()
    clock += SETTLE_MS
    await job.count()
    const { write } = database
    const [newest] = await write.select({ id: sql<number>`MAX(${messages.id})` }).from(messages)
    const [[counted]] = (await write.execute(
      sql`SELECT MAX(counted) AS id FROM yingda_progress`,
    )) as unknown as [[{ id: number | null }]]
    if (Number(newest?.id ?? 0) !== Number(counted.id ?? 0))
      throw new Error('the log is not counted to its end')
  } finally {
    job.stop()
    await database.close()
  }
}
