/** A database for one check, in the private MariaDB, so that no row of the business is ever touched. */
import { sql } from 'drizzle-orm'
import { createDatabase, type WriteDb } from '../db/connect.ts'
import { startEmbedded } from '../db/embedded.ts'

export type Scratch = { readonly url: string; drop(): Promise<void> }

const PREFIX = 'yingda_check_'

export async function createScratch(dataDir: string): Promise<Scratch> {
  const server = await startEmbedded(dataDir)
  const database = createDatabase({ url: server.url })
  const name = `${PREFIX}${process.pid}`
  for (const left of await leftovers(database.write)) await drop(database.write, left)
  await drop(database.write, name)
  await database.write.execute(sql.raw(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`))
  const url = new URL(server.url)
  url.pathname = `/${name}`
  return {
    url: url.href,
    drop: async () => {
      await drop(database.write, name)
      await database.close()
      await server.stop()
    },
  }
}

const drop = (write: WriteDb, name: string): Promise<unknown> =>
  write.execute(sql.raw(`DROP DATABASE IF EXISTS ${name}`))

/** Of checks that were killed. */
async function leftovers(write: WriteDb): Promise<string[]> {
  const [rows] = await write.execute(sql`SELECT schema_name AS name FROM information_schema.schemata`)
  const names = (rows as unknown as { name: string }[]).map(({ name }) => name)
  return names.filter((name) => name.startsWith(PREFIX) && !isAlive(Number(name.slice(PREFIX.length))))
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
