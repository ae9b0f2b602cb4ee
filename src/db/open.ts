/** A database that is ready to be asked: of the operator's server, or of the private one. */
import { createDatabase, requireDatabase, type Database } from './connect.ts'
import type { OnQuery } from './connection.ts'
import { startEmbedded, type Embedded } from './embedded.ts'
import { migrateDatabase } from './migrate.ts'

export type Opened = {
  readonly database: Database
  /** Whether the server is the private one. */
  readonly isOurs: boolean
  /** Migrations of a version that is newer than this one. */
  readonly newerMigrations: number
  /** How often the private one was gone. */
  lost(): number
  stop(): Promise<void>
}

export type Where = {
  /** Undefined: the private MariaDB. */
  readonly databaseUrl: string | undefined
  readonly databaseReadUrl?: string | undefined
  readonly dataDir: string
}

/** Migrated; stopped again where that does not succeed. */
export async function openDatabase(where: Where, onQuery?: OnQuery): Promise<Opened> {
  const { url, isOurs, lost, stop: leave } = await openServer(where)
  const urls = { url, readUrl: where.databaseReadUrl }
  const database = createDatabase(urls, onQuery)
  const stop = async () => {
    await database.close()
    await leave()
  }
  try {
    await requireDatabase(database, urls)
    const newerMigrations = await migrateDatabase(database.write)
    return { database, isOurs, newerMigrations, lost, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The server alone: nothing is migrated. */
export async function openServer({ databaseUrl, dataDir }: Where): Promise<Embedded & { isOurs: boolean }> {
  if (databaseUrl !== undefined)
    return { url: databaseUrl, isOurs: false, lost: () => 0, stop: async () => {} }
  return { ...(await startEmbedded(dataDir)), isOurs: true }
}
