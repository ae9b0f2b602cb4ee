/** Which rows of a file MySQL would take for the same. */
import { sql } from 'drizzle-orm'
import type { WriteDb } from '../db/connect.ts'
import type { DataColumn, DataTable } from './tables.ts'

/** The same text for the same row; undefined for a row that MySQL has yet to number. */
export type IdentityOf = (values: Readonly<Record<string, unknown>>) => string | undefined

/** As the collations of the key's columns compare: mostly `ab-1` is `AB-1`. */
export async function identityBy(
  db: Pick<WriteDb, 'execute'>,
  table: DataTable,
  key: readonly DataColumn[],
): Promise<IdentityOf> {
  const collations = key.length > 0 ? await collationsOf(db, table) : new Map<string, string>()
  const folds = key.map((column) => ({ key: column.key, fold: foldOf(collations.get(column.name)) }))
  return (values) => {
    const parts: string[] = []
    for (const { key: name, fold } of folds) {
      const value = values[name]
      if (value === undefined || value === null) return undefined
      parts.push(value instanceof Date ? value.toISOString() : fold(String(value)))
    }
    return parts.length === 0 ? undefined : parts.length === 1 ? parts[0] : JSON.stringify(parts)
  }
}

type Fold = (text: string) => string

function foldOf(collation: string | undefined): Fold {
  if (collation === undefined) return (text) => text
  const isPadded = !/0900|nopad/.test(collation)
  const isBlind = collation.endsWith('_ci')
  return (text) => {
    const compared = isPadded ? text.replace(/ +$/, '') : text
    return isBlind ? compared.toLowerCase() : compared
  }
}

async function collationsOf(
  db: Pick<WriteDb, 'execute'>,
  { sqlName }: DataTable,
): Promise<Map<string, string>> {
  const [rows] = await db.execute(sql`SELECT column_name AS name, collation_name AS collation
    FROM information_schema.columns
    WHERE table_schema = DATABASE() AND table_name = ${sqlName} AND collation_name IS NOT NULL`)
  const found = rows as unknown as readonly { name: string; collation: string }[]
  return new Map(found.map(({ name, collation }) => [name, collation]))
}
