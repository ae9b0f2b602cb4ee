/** The business tables for the pages and commands that show, feed and hand them out. */
import type { Database } from '../db/connect.ts'
import { csvOfTable } from './export.ts'
import { checkFile, importFile, type Checked, type Imported, type OnProgress } from './import.ts'
import type { FileProblem } from './open.ts'
import { countRows, findRows, type Values, type Wanted } from './page.ts'
import { dataTables, type DataTable } from './tables.ts'

export type Data = {
  readonly tables: readonly DataTable[]
  /** Counted no further than the limit. */
  count(table: DataTable, limit: number): Promise<number>
  find(table: DataTable, wanted: Wanted, limit: number): Promise<Values[]>
  csv(table: DataTable): AsyncGenerator<string>
  /** What an import would do. */
  check(file: string, table: DataTable, onProgress?: OnProgress): Promise<Checked | FileProblem>
  /** All of the file or, where anything is wrong with it, nothing. */
  import(file: string, table: DataTable, onProgress?: OnProgress): Promise<Imported | Checked | FileProblem>
}

export function createData(schema: Readonly<Record<string, unknown>>, database: Database['desk']): Data {
  const { write } = database
  return {
    tables: dataTables(schema),
    count: (table, limit) => countRows(write, table, limit),
    find: (table, wanted, limit) => findRows(write, table, wanted, limit),
    csv: (table) => csvOfTable(write, table),
    check: (file, table, onProgress) => checkFile(database, file, table, onProgress),
    import: (file, table, onProgress) => importFile(database, file, table, onProgress),
  }
}
