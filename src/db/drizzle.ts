/** Drizzle over what runs a statement, cheap enough to be made for every message. */
import {
  createTableRelationsHelpers,
  extractTablesRelationalConfig,
  type ExtractTablesWithRelations,
} from 'drizzle-orm'
import { MySqlDialect } from 'drizzle-orm/mysql-core'
import { MySql2Database, MySql2Session, MySql2Transaction, type MySql2Client } from 'drizzle-orm/mysql2'
import type { Connection, QueryOptions } from 'mysql2'
import * as schema from '../../drizzle/schema.ts'
import type { Results, Values } from './connection.ts'

/** Plain Drizzle, reading only: the type leaves out what writes, and its sessions are READ ONLY in MySQL itself. */
export type ReadDb = Pick<MySql2Database<typeof schema>, 'select' | 'selectDistinct' | '$count' | 'query'>
export type WriteDb = MySql2Database<typeof schema>
export type Transaction = Parameters<Parameters<WriteDb['transaction']>[0]>[0]

/** What Drizzle uses of a connection or a pool of mysql2. */
export type Client = {
  query(options: QueryOptions, values?: Values): Promise<Results>
  /** For rows that come one by one. */
  readonly connection?: Connection
  /** Only a pool has it; for transactions. */
  getConnection?(): Promise<Client & { release(): void }>
}

/** Without lateral joins, which MariaDB has not. */
const MODE = 'planetscale'
const dialect = new MySqlDialect()
type Tables = ExtractTablesWithRelations<typeof schema>
const tables = extractTablesRelationalConfig<Tables>(schema, createTableRelationsHelpers)
const config = { fullSchema: schema, schema: tables.tables, tableNamesMap: tables.tableNamesMap }

export const databaseOn = (client: Client): WriteDb =>
  new MySql2Database<typeof schema>(dialect, sessionOn(client), config, MODE)

/** Inside a transaction that the caller begins and ends. */
export const transactionOn = (client: Client): Transaction =>
  new MySql2Transaction<typeof schema, Tables>(dialect, sessionOn(client), config, 0, MODE)

/** Rows one by one would hold a connection for as long as the handler likes. */
const NO_ITERATOR = {
  query() {
    throw new TypeError('这里不能用 iterator()，请直接 await 查询')
  },
}

/**
 * Of a client of mysql2, Drizzle calls nothing but these; and of its own session, its classes use nothing but what
 * this one has, although their types disagree about the tables.
 */
function sessionOn(client: Client): never {
  const execute = (sql: string, values: Values) => client.query({ sql }, values)
  const whole = { connection: NO_ITERATOR, ...client, execute } as unknown as MySql2Client
  return new MySql2Session<typeof schema, Tables>(whole, dialect, config, { mode: MODE }) as never
}
