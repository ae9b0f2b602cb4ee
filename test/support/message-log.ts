/** The message log on a database and a folder of its own. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { asc } from 'drizzle-orm'
import { onTestFinished } from 'vitest'
import type { WriteDb } from '../../src/db/connect.ts'
import { createMessageLog, type MessageLog, type MessageLogDeps } from '../../src/message-log/message-log.ts'
import type { MessageRow } from '../../src/message-log/row.ts'
import { messages } from '../../src/db/tables.ts'
import { temporaryFolder, waitFor } from './process.ts'
import { quietLog } from './outputs.ts'

export const rowOf = (number: number, more: Partial<MessageRow> = {}): MessageRow => ({
  key: String(number).padStart(32, '0'),
  account: 'main',
  fan: 'fan',
  kind: 'text',
  text: `?18-${number} 台位😀`,
  heard: `?18-${number}`,
  rule: 'part-location',
  outcome: 'answer',
  ms: 3,
  attempt: 1,
  at: new Date(),
  ...more,
})

/** Stopped with the test, if it has not been. */
export async function messageLog(
  write: WriteDb,
  { folder, ...more }: Partial<MessageLogDeps> = {},
): Promise<MessageLog & { readonly folder: string }> {
  const place = folder ?? join(await temporaryFolder('log'), 'spool')
  const deps = { write, isHealthy: () => true, now: Date.now, log: quietLog() }
  const log = await createMessageLog({ ...deps, folder: place, ...more })
  onTestFinished(() => log.stop())
  return { ...log, folder: place }
}

/** Adds rows from one number up to before another. */
export function addRows(log: MessageLog, from: number, to: number, more?: Partial<MessageRow>): void {
  for (let number = from; number < to; number++) log.add(rowOf(number, more))
}

/** Waits until every row is in MySQL, or dropped. */
export const settled = (log: MessageLog, limitMs = 15_000) =>
  waitFor(() => log.counts().waiting + log.counts().spooled === 0, limitMs)

/** The numbers of the rows that MySQL has. */
export async function numbersIn(write: WriteDb): Promise<number[]> {
  const rows = await write.select({ key: messages.key }).from(messages).orderBy(asc(messages.key))
  return rows.map(({ key }) => Number(key))
}

export const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index)

/** The lines of all files of a spool. */
export function linesOnDisk(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ndjson'),
  )
  return files.flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n').filter(Boolean))
}
