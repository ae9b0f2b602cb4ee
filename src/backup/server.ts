/** What is asked of the database beside the dump itself. */
import mysql, { type RowDataPacket } from 'mysql2/promise'
import { placeOf } from '../db/connect.ts'
import { AppError, messageOf } from '../errors.ts'
import type { Family } from './programs.ts'

export type Ask = (statement: string) => Promise<readonly Record<string, unknown>[]>
export type Rows = readonly (readonly [table: string, rows: number])[]

export async function withServer<T>(url: string, work: (ask: Ask) => Promise<T>): Promise<T> {
  const connection = await mysql.createConnection(url).catch((cause: unknown) => {
    const message = `连不上 MySQL：${placeOf(url)}（${messageOf(cause)}）`
    throw new AppError('DATABASE_UNREACHABLE', message, { cause })
  })
  try {
    return await work(async (statement) => (await connection.query<RowDataPacket[]>(statement))[0])
  } finally {
    connection.destroy()
  }
}

export async function versionOf(ask: Ask): Promise<{ version: string; family: Family }> {
  const [row] = await ask('SELECT VERSION() AS version')
  const version = String(row?.['version'])
  return { version, family: /mariadb/i.test(version) ? 'mariadb' : 'mysql' }
}

/** Of tables, views, and MariaDB's sequences. */
export async function tablesOf(ask: Ask): Promise<{ name: string; type: string }[]> {
  const rows = await ask(
    'SELECT table_name AS name, table_type AS type FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY 1',
  )
  return rows.map(({ name, type }) => ({ name: String(name), type: String(type) }))
}

export async function countRows(ask: Ask): Promise<Rows> {
  const counts: [string, number][] = []
  for (const { name, type } of await tablesOf(ask)) {
    if (type === 'VIEW' || type === 'SEQUENCE') continue
    const [row] = await ask(`SELECT COUNT(*) AS n FROM ${mysql.escapeId(name, true)}`)
    counts.push([name, Number(row?.['n'])])
  }
  return counts
}

/** Connections of others; without the right to see all of them, those of the same user. */
export async function countOthers(ask: Ask): Promise<number> {
  const [self] = await ask('SELECT CONNECTION_ID() AS id, DATABASE() AS name')
  const all = await ask('SHOW PROCESSLIST')
  return all.filter(({ Id, db }) => db === self?.['name'] && Number(Id) !== Number(self?.['id'])).length
}

/** Everything that a dump would bring: what is newer than the dump would stand in the way of a later migration. */
export async function dropAll(ask: Ask): Promise<void> {
  await ask('SET FOREIGN_KEY_CHECKS = 0')
  const drop = (type: unknown, name: unknown) => ask(`DROP ${type} ${mysql.escapeId(String(name), true)}`)
  for (const { name, type } of await tablesOf(ask))
    await drop(type === 'VIEW' || type === 'SEQUENCE' ? type : 'TABLE', name)
  const routines = await ask(
    'SELECT routine_type AS type, routine_name AS name FROM information_schema.routines WHERE routine_schema = DATABASE()',
  )
  for (const { type, name } of routines) await drop(type, name)
  const events = await ask(
    'SELECT event_name AS name FROM information_schema.events WHERE event_schema = DATABASE()',
  )
  for (const { name } of events) await drop('EVENT', name)
}
