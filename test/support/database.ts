import { randomBytes } from 'node:crypto'
import mysql from 'mysql2/promise'
import { afterAll, inject } from 'vitest'
import { createDatabase, type Database } from '../../src/db/connect.ts'
import { migrateDatabase } from '../../src/db/migrate.ts'

/** A statement run as the server's administrator, outside any pool. */
export async function administer(statement: string, url: string = inject('mysqlUrl')): Promise<unknown> {
  const connection = await mysql.createConnection(url)
  try {
    const [rows] = await connection.query(statement)
    return rows
  } finally {
    await connection.end()
  }
}

/** The URL of an empty database of its own, dropped after the test file. */
export async function emptyDatabase(): Promise<string> {
  const name = `yingda_test_${randomBytes(6).toString('hex')}`
  await administer(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`)
  afterAll(() => administer(`DROP DATABASE ${name}`))
  const url = new URL(inject('mysqlUrl'))
  url.pathname = `/${name}`
  return url.href
}

/** A database with the schema of `drizzle/`, and our handle on it. */
export async function migratedDatabase(): Promise<Database & { readonly url: string }> {
  const url = await emptyDatabase()
  const database = createDatabase({ url })
  afterAll(() => database.close())
  await migrateDatabase(database.write)
  return { ...database, url }
}
