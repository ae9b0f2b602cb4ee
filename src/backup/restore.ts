/** A backup brought back, once it is certain that it is whole and that nothing is in its way. */
import { join } from 'node:path'
import { nameOf } from '../db/connect.ts'
import { AppError } from '../errors.ts'
import { DUMP } from './back-up.ts'
import { load } from './dump.ts'
import { bringBack, requireRoom, type KeptFiles } from './kept-files.ts'
import { readManifest, type Manifest } from './manifest.ts'
import { findClient } from './programs.ts'
import { countOthers, countRows, dropAll, tablesOf, withServer, type Rows } from './server.ts'

export type Restore = {
  readonly url: string
  readonly folder: string
  readonly files: KeptFiles
  /** What is in the way is removed. */
  readonly isReplacing: boolean
}

export type Restored = { readonly rows: Rows; readonly files: readonly string[] }

/** Before anything is touched: the database's server need not even run. */
export const examine = async (folder: string): Promise<Manifest> => {
  const manifest = await readManifest(folder)
  findClient(manifest.dumpedBy)
  return manifest
}

export async function restore(manifest: Manifest, deps: Restore): Promise<Restored> {
  const { url, folder, files, isReplacing } = deps
  const bringing = { files, folder, names: manifest.files.map(({ name }) => name) }
  if (!isReplacing) await requireRoom(bringing)
  await withServer(url, async (ask) => {
    const others = await countOthers(ask)
    if (others > 0)
      throw new AppError('RESTORE_IN_USE', `数据库 ${nameOf(url)} 正在使用：还有 ${others} 个别的连接`)
    const tables = await tablesOf(ask)
    if (tables.length > 0 && !isReplacing)
      throw new AppError('RESTORE_NOT_EMPTY', `数据库 ${nameOf(url)} 里已经有 ${tables.length} 张表`)
    if (isReplacing) await dropAll(ask)
  })
  await load(findClient(manifest.dumpedBy), url, join(folder, DUMP))
  return { rows: await withServer(url, countRows), files: await bringBack(bringing) }
}
