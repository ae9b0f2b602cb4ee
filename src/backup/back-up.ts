/** One moment of the database, and what is kept beside it, in a new folder that is there when it is whole. */
import { existsSync } from 'node:fs'
import { mkdir, open, readdir, rename, rm, rmdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { nameOf } from '../db/connect.ts'
import { AppError, messageOf } from '../errors.ts'
import { dump } from './dump.ts'
import { keep, type KeptFiles } from './kept-files.ts'
import { writeManifest } from './manifest.ts'
import { findDumper } from './programs.ts'
import { tablesOf, versionOf, withServer } from './server.ts'

export const DUMP = 'database.sql.gz'

export type BackUp = {
  readonly url: string
  /** Holds all backups. */
  readonly parent: string
  readonly files: KeptFiles
  readonly now: () => number
  readonly signal: AbortSignal
}

export type Made = { readonly folder: string; readonly bytes: number; readonly names: readonly string[] }

export async function backUp(deps: BackUp): Promise<Made> {
  const { url, parent, now, signal } = deps
  const { version, family } = await withServer(url, async (ask) => {
    if ((await tablesOf(ask)).length > 0) return versionOf(ask)
    throw new AppError('BACKUP_EMPTY', `数据库 ${nameOf(url)} 里一张表也没有`)
  })
  const program = findDumper(family)
  const madeAt = new Date(now()).toISOString()
  let draft: string | undefined
  try {
    await mkdir(parent, { recursive: true, mode: 0o700 })
    const folder = await freeFolder(parent, `yingda-${madeAt.replace(/\.\d+/, '').replaceAll(/[-:]/g, '')}`)
    draft = draftOf(folder)
    await dump(program, url, join(draft, DUMP), signal)
    const kept = await keep(deps.files, draft)
    const about = { madeAt, server: version, dumpedBy: program.family }
    await writeManifest(draft, { ...about, names: [DUMP, ...kept] })
    signal.throwIfAborted()
    await rename(draft, folder)
    await settle(parent)
    return { folder, ...(await sizeOf(folder)) }
  } catch (cause) {
    if (draft !== undefined) await rm(draft, { recursive: true, force: true })
    if (signal.aborted) throw new AppError('BACKUP_STOPPED', '备份没有做完就被停下了', { cause })
    if (cause instanceof AppError) throw cause
    throw new AppError('BACKUP_UNWRITABLE', `备份写不进 ${parent}（${messageOf(cause)}）`, { cause })
  }
}

const draftOf = (folder: string): string => `${folder}.part`

/** The name, or a numbered one where one backup has been made in this second already; its draft is made, so that it is ours. */
async function freeFolder(parent: string, name: string): Promise<string> {
  for (let number = 1; ; number++) {
    const folder = join(parent, number === 1 ? name : `${name}-${number}`)
    if (!(await isMade(draftOf(folder)))) continue
    if (!existsSync(folder)) return folder
    await rmdir(draftOf(folder))
  }
}

/** False where there is one. */
async function isMade(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, { mode: 0o700 })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** So that the new name outlives a power cut. */
async function settle(folder: string): Promise<void> {
  const handle = await open(folder)
  await handle.sync().finally(() => handle.close())
}

async function sizeOf(folder: string) {
  const names = await readdir(folder)
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size))
  return { names, bytes: sizes.reduce((sum, size) => sum + size, 0) }
}
