/** The tables and their database, for a command that needs no rules. */
import * as schema from '../../../drizzle/schema.ts'
import { readConfig } from '../../config.ts'
import { createData, type Data } from '../../data/data.ts'
import { outdated } from '../../data/outdated.ts'
import { findTable, type DataTable } from '../../data/tables.ts'
import { openDatabase } from '../../db/open.ts'
import { AppError } from '../../errors.ts'

export async function withData<T>(work: (data: Data) => Promise<T>): Promise<T> {
  const { databaseUrl, dataDir } = readConfig()
  const { database, stop } = await openDatabase({ databaseUrl, dataDir })
  try {
    return await work(createData(schema, database))
  } catch (error) {
    throw outdated(error) ?? error
  } finally {
    await stop()
  }
}

export function requireTable({ tables }: Data, name: string): DataTable {
  const table = findTable(tables, name)
  if (table) return table
  const names = tables.map((one) => one.name).join('、')
  throw new AppError('TABLE_UNKNOWN', `没有叫「${name}」的表；有：${names || '（一张也没有）'}`)
}
