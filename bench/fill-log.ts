/** A big message log: fifty rules, two accounts, six outcomes, spread over ninety days, the newest last. */
import mysql from 'mysql2/promise'
import { createDatabase } from '../src/db/connect.ts'
import { newestMessage, rollUp, startProgress } from '../src/figures/roll-up.ts'

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

/** Counts the log into the figures as the server's own job would, without its pauses; the server then has nothing to catch up with. */
export async function countLog(url: string, now: number): Promise<void> {
  const database = createDatabase({ url })
  const { write, transact } = database
  try {
    await startProgress(write)
    const upTo = await newestMessage(write)
    for (let counted = 0; counted < upTo;)
      counted = (await transact((tx) => rollUp(tx, upTo, { now, logDays: DAYS }))) ?? counted
  } finally {
    await database.close()
  }
}
