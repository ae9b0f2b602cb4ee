import { AppError, messageOf, wrappedIn } from '../errors.ts'
import type { User } from './cancelled.ts'
import { ask, type OnQuery } from './connection.ts'
import { databaseOn, type ReadDb, type WriteDb } from './drizzle.ts'
import { engineClient } from './engine.ts'
import { READY } from './health.ts'
import { createHeartbeat, type Health } from './heartbeat.ts'
import { createHold } from './hold.ts'
import { createKiller } from './killer.ts'
import { createLookups, type Lookups } from './lookup.ts'
import { createPages, type Pages } from './pages.ts'
import { createPending, type Pending } from './pending.ts'
import { createPool, type Load } from './pool.ts'
import { transactIn, type Work } from './transact.ts'
import { createWorks, type Works } from './works.ts'

export type { User } from './cancelled.ts'
export type { ReadDb, Transaction, WriteDb } from './drizzle.ts'

/** What a handler asks. */
export type Asking = Lookups & {
  /** The read-only handle for one run of a handler; what it asks ends when the signal aborts. */
  readFor(user: User): ReadDb
  /** Runs a command: commits what it wrote when it returns, takes it back when it throws or `user` aborts. */
  transact<T>(work: Work<T>, user?: User): Promise<T>
}

export type Database = Asking & {
  /** The same for somebody who wants to be told of each statement. */
  toldOf(onQuery: OnQuery): Asking
  readonly write: WriteDb
  /** Of the console, on connections of its own: no search, and no import, there takes those that answer fans. */
  readonly desk: { readonly write: WriteDb; transact<T>(work: Work<T>): Promise<T> }
  readonly pending: Pending
  readonly pages: Pages
  readonly works: Works
  readonly health: Health & { start(): void }
  /** Of each pool. */
  load(): Readonly<Record<PoolName, Load>>
  /** Rejects when MySQL does not answer; without a name, either of them. */
  ping(name?: keyof DatabaseUrls): Promise<void>
  close(): Promise<void>
}

/** The engine's own writing, commands of rules, the engine's look-ups, queries of rules, the console. */
export type PoolName = 'own' | 'commands' | 'lookups' | 'queries' | 'desk'

export type DatabaseUrls = { readonly url: string; readonly readUrl?: string | undefined }

/**
 * Our clock, and our way to write values: mysql2 escapes them with backslashes, and a server that did not take these for
 * what they are would read a fan's text as SQL.
 */
const OURS = "SET time_zone = '+00:00', sql_mode = REPLACE(@@sql_mode, 'NO_BACKSLASH_ESCAPES', '')"
const READ_ONLY = 'SET SESSION TRANSACTION READ ONLY'
/** In seconds: a command that waits longer for a row comes too late for the fan. */
const LOCK_LIMIT = 'SET SESSION innodb_lock_wait_timeout = 4'
const CLOSE_GRACE_MS = 200
const PLACES_OF_A_RULE = 4
const ENGINE: User = { rule: '', signal: new AbortController().signal }

/** Rules have pools of their own, so that those that hang leave the engine its connections. */
export function createDatabase({ url, readUrl = url }: DatabaseUrls, onQuery?: OnQuery): Database {
  const killer = createKiller(url)
  const readKiller = readUrl === url ? killer : createKiller(readUrl)
  const writing = (connections: number) => createPool(url, { connections, greeting: [OURS, LOCK_LIMIT] })
  const reading = (connections: number) => createPool(readUrl, { connections, greeting: [OURS, READ_ONLY] })
  const own = writing(10)
  const commands = writing(20)
  const lookups = reading(10)
  const queries = reading(20)
  const desk = writing(6)
  const engine = createHold(own, killer.cut, Infinity)
  const holdCommand = createHold(commands, killer.cut, PLACES_OF_A_RULE)
  const holdQuery = createHold(queries, readKiller.cut, PLACES_OF_A_RULE)
  const write = databaseOn(engineClient(own, killer.cut, onQuery))
  const looking = engineClient(lookups, readKiller.cut, onQuery)
  const asking = (told: OnQuery | undefined): Asking => ({
    ...createLookups(databaseOn(engineClient(lookups, readKiller.cut, told))),
    readFor: (user) =>
      databaseOn({
        query: (options, values) => holdQuery(user, (connection) => ask(connection, options, values, told)),
      }),
    transact: (work, user) => transactIn(user ? holdCommand : engine, user ?? ENGINE, work, told),
  })
  const holdDesk = createHold(desk, killer.cut, Infinity)
  const heartbeat = createHeartbeat([...new Set([url, readUrl])])
  return {
    ...asking(onQuery),
    toldOf: asking,
    write,
    desk: {
      write: databaseOn(engineClient(desk, killer.cut, onQuery)),
      transact: (work) => transactIn(holdDesk, ENGINE, work, onQuery),
    },
    pending: createPending(write),
    pages: createPages(write),
    works: createWorks(write),
    health: heartbeat,
    load: () => ({
      own: own.load(),
      commands: commands.load(),
      lookups: lookups.load(),
      queries: queries.load(),
      desk: desk.load(),
    }),
    ping: async (name) => {
      const primary = name === 'readUrl' ? undefined : write.execute(READY)
      const replica = name === 'url' ? undefined : looking.query({ sql: READY })
      await Promise.all([primary, replica])
    },
    close: async () => {
      heartbeat.stop()
      const pools = [own, commands, desk].map((pool) => pool.close(CLOSE_GRACE_MS, killer.cut))
      await Promise.all([
        ...pools,
        ...[lookups, queries].map((pool) => pool.close(CLOSE_GRACE_MS, readKiller.cut)),
      ])
      await Promise.all([...new Set([killer, readKiller])].map(({ close }) => close()))
    },
  }
}

/** Stops a start against a MySQL that does not answer, naming host and database, never the password. */
export async function requireDatabase(database: Database, { url, readUrl }: DatabaseUrls): Promise<void> {
  await requireAnswer(() => database.ping('url'), `MySQL：${placeOf(url)}`)
  if (readUrl !== undefined)
    await requireAnswer(() => database.ping('readUrl'), `DATABASE_READ_URL 的 MySQL：${placeOf(readUrl)}`)
}

async function requireAnswer(ping: () => Promise<void>, place: string): Promise<void> {
  try {
    await ping()
  } catch (cause) {
    const why = messageOf(wrappedIn(cause)) // Drizzle's own words are those of our statement
    throw new AppError('DATABASE_UNREACHABLE', `连不上 ${place}（${why}）`, { cause })
  }
}

/** Never the password. */
export const placeOf = (url: string): string => `主机 ${new URL(url).host} 的数据库 ${nameOf(url)}`

/** Of the database. */
export const nameOf = (url: string): string => decodeURIComponent(new URL(url).pathname.slice(1))
