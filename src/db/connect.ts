import { drizzle, type MySql2Database } from 'drizzle-orm/mysql2'
import * as schema from '../../drizzle/schema.ts'
import { AppError, messageOf } from '../errors.ts'
import { createLookups, type Lookups } from './lookup.ts'
import { createPending, type Pending } from './pending.ts'
import { createPool, type OnQuery } from './pool.ts'

/** Plain Drizzle, reading only: the type leaves out what writes, and its sessions are READ ONLY in MySQL itself. */
export type ReadDb = Pick<MySql2Database<typeof schema>, 'select' | 'selectDistinct' | '$count' | 'query'>
export type WriteDb = MySql2Database<typeof schema>
export type Transaction = Parameters<Parameters<WriteDb['transaction']>[0]>[0]

export type Database = Lookups & {
  /** The read-only handle that queries get. */
  readonly db: ReadDb
  readonly write: WriteDb
  /** Runs a command: commits what it wrote when it returns, and takes it back when it throws. */
  transact<T>(work: (tx: Transaction) => Promise<T>): Promise<T>
  readonly pending: Pending
  /** Rejects when MySQL does not answer. */
  ping(): Promise<void>
  close(): Promise<void>
}

export type DatabaseUrls = { readonly url: string; readonly readUrl?: string | undefined }

const UTC = "SET time_zone = '+00:00'"
const READ_ONLY = 'SET SESSION TRANSACTION READ ONLY'
/** In seconds: a command that waits longer for a row comes too late for the fan. */
const LOCK_LIMIT = 'SET SESSION innodb_lock_wait_timeout = 4'

/** Two pools, one for reading, one for writing. Nothing is connected before the first statement. */
export function createDatabase(urls: DatabaseUrls, onQuery?: OnQuery): Database {
  const writing = createPool(urls.url, [UTC, LOCK_LIMIT], onQuery)
  const reading = createPool(urls.readUrl ?? urls.url, [UTC, READ_ONLY], onQuery)
  const read = drizzle(reading.pool, { schema, mode: 'planetscale' })
  const write = drizzle(writing.pool, { schema, mode: 'planetscale' })
  return {
    ...createLookups(read),
    db: read,
    write,
    transact: (work) => write.transaction(work),
    pending: createPending(write),
    ping: async () =>
      void (await Promise.all([reading, writing].map(({ pool }) => pool.promise().query('SELECT 1')))),
    close: async () => void (await Promise.all([reading.close(), writing.close()])),
  }
}

/** Stops a start against a MySQL that does not answer, naming host and database, never the password. */
export async function requireDatabase(database: Database, { url, readUrl }: DatabaseUrls): Promise<void> {
  try {
    await database.ping()
  } catch (cause) {
    const places = [...new Set([url, readUrl ?? url])].map(placeOf).join('，只读副本：')
    throw new AppError('DATABASE_UNREACHABLE', `连不上 MySQL：${places}（${messageOf(cause)}）`, { cause })
  }
}

function placeOf(url: string): string {
  const { host, pathname } = new URL(url)
  return `主机 ${host} 的数据库 ${decodeURIComponent(pathname.slice(1))}`
}
