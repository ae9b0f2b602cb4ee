import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import type { ResultSetHeader } from 'mysql2'
import { readMigrationFiles, type MigrationConfig } from 'drizzle-orm/migrator'
import { migrate } from 'drizzle-orm/mysql2/migrator'
import { AppError, messageOf, wrappedIn } from '../errors.ts'
import type { WriteDb } from './connect.ts'

/** Each with the table that remembers what has been done. */
const MIGRATIONS = [
  ['./migrations', 'yingda_own_migrations'],
  ['../../drizzle/migrations', 'yingda_migrations'],
] as const
const LOCK_LIMIT_S = 30
const WAIT_LIMIT_MS = 60_000

/**
 * Brings the schema up to date. Nodes that start together take turns by a lock row, which expires with its owner.
 * Returns how many migrations of a newer version it has found, whose schema an older one must be able to work with.
 */
export async function migrateDatabase(write: WriteDb): Promise<number> {
  let newer = 0
  try {
    await withLock(write, async () => {
      for (const [path, migrationsTable] of MIGRATIONS) {
        const migrationsFolder = fileURLToPath(new URL(path, import.meta.url))
        await migrate(write, { migrationsFolder, migrationsTable })
        newer += await countNewer(write, { migrationsFolder, migrationsTable })
      }
    })
    return newer
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    throw new AppError('MIGRATION_FAILED', `没能更新数据库的表结构：${messageOf(wrappedIn(cause))}`, {
      cause,
    })
  }
}

/** Drizzle itself compares nothing but these times, and leaves a schema alone that is ahead of it. */
async function countNewer(write: WriteDb, config: MigrationConfig & { readonly migrationsTable: string }) {
  const newest = Math.max(...readMigrationFiles(config).map(({ folderMillis }) => folderMillis))
  const [rows] = await write.execute(
    sql`SELECT COUNT(*) AS n FROM ${sql.identifier(config.migrationsTable)} WHERE created_at > ${newest}`,
  )
  return Number((rows as unknown as [{ n: number }])[0].n)
}

/** A row, not GET_LOCK(): named locks are local to a node on Galera. */
async function withLock(write: WriteDb, work: () => Promise<unknown>): Promise<void> {
  const owner = randomUUID()
  await write.execute(sql`CREATE TABLE IF NOT EXISTS yingda_lock
    (name varchar(64) PRIMARY KEY, owner char(36) NOT NULL, expires_at datetime NOT NULL)`)
  await write.execute(sql`INSERT IGNORE INTO yingda_lock (name, owner, expires_at)
    VALUES ('migrate', '', '2000-01-01')`)
  const deadline = Date.now() + WAIT_LIMIT_MS
  while (!(await takeLock(write, owner))) {
    if (Date.now() > deadline)
      throw new AppError('MIGRATION_LOCKED', `等了 ${WAIT_LIMIT_MS / 1000} 秒，表结构仍被锁住`)
    await sleep(100)
  }
  const renewal = setInterval(() => takeLock(write, owner).catch(() => {}), (LOCK_LIMIT_S * 1000) / 3)
  try {
    await work()
  } finally {
    clearInterval(renewal)
    await write.execute(sql`UPDATE yingda_lock SET expires_at = '2000-01-01' WHERE owner = ${owner}`)
  }
}

async function takeLock(write: WriteDb, owner: string): Promise<boolean> {
  const taken = await write.execute(sql`UPDATE yingda_lock
    SET owner = ${owner}, expires_at = NOW() + INTERVAL ${sql.raw(String(LOCK_LIMIT_S))} SECOND
    WHERE name = 'migrate' AND (expires_at < NOW() OR owner = ${owner})`)
  return (taken[0] as ResultSetHeader).affectedRows === 1
}
