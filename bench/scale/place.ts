/** A MariaDB of its own for one size, and what can be seen of it. */
import { readFileSync } from 'node:fs'
import mysql, { type RowDataPacket } from 'mysql2/promise'
import { openDatabase, type BenchDatabase } from '../database.ts'
import { makeScratch, removeScratch } from '../scratch.ts'

type Row = Readonly<Record<string, unknown>>
export type Place = {
  readonly folder: string
  readonly database: BenchDatabase
  /** Of MariaDB. */
  readonly pid: number
  /** For filling: no limit of time. */
  run(statement: string): Promise<void>
}

/** Rows of the log are counted from what is in it on: to count ten million again and again would take a processor. */
export async function openPlace(fill: (url: string) => Promise<void> = async () => {}): Promise<Place> {
  const folder = makeScratch('yingda-scale-')
  const opened = await openDatabase(folder).catch((error: unknown) => {
    removeScratch(folder)
    throw error
  })
  const connection = await mysql.createConnection(opened.url)
  const row = async (statement: string) => (await connection.query<RowDataPacket[]>(statement))[0][0] as Row
  const stop = async () => {
    await connection.end()
    await opened.stop()
    removeScratch(folder)
  }
  try {
    await fill(opened.url)
    const { last } = await row('SELECT COALESCE(MAX(id), 0) AS last FROM yingda_messages')
    const counted = `SELECT COUNT(*) AS n, COUNT(IF(attempt = 0, 1, NULL)) AS unread, COUNT(IF(outcome = 'answer', NULL, 1)) AS others
      FROM yingda_messages WHERE id > ${last}`
    const logged = async () => {
      const { n, unread, others } = await row(counted)
      return { rows: Number(n), unread: Number(unread), others: Number(others) }
    }
    const { file } = await row('SELECT @@pid_file AS file')
    const pid = Number(readFileSync(String(file), 'utf8'))
    const run = async (statement: string) => void (await connection.query(statement))
    return { folder, pid, run, database: { ...opened, logged, stop } }
  } catch (error) {
    await stop()
    throw error
  }
}
