/** What Yingda keeps outside MySQL and cannot make again. */
import { existsSync } from 'node:fs'
import { chmod, copyFile, mkdir, readFile, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppError } from '../errors.ts'

/** Where each is, by the name that it has in a backup. */
export type KeptFiles = Readonly<Record<'token' | 'accounts.json', string>>

/** Returns the names of those that there are. */
export async function keep(files: KeptFiles, folder: string): Promise<string[]> {
  const names = Object.keys(files) as (keyof KeptFiles)[]
  const there = names.filter((name) => existsSync(files[name]))
  for (const name of there) await copyPrivately(files[name], join(folder, name))
  return there
}

export type Bringing = {
  readonly files: KeptFiles
  readonly folder: string
  readonly names: readonly string[]
}

/** Throws RESTORE_NOT_EMPTY where one stands that says something else. */
export async function requireRoom({ files, folder, names }: Bringing): Promise<void> {
  for (const [name, path] of inBackup(files, names)) {
    if (!existsSync(path)) continue
    if ((await readFile(path)).equals(await readFile(join(folder, name)))) continue
    throw new AppError('RESTORE_NOT_EMPTY', `${path} 已经在，内容和备份里的不同`)
  }
}

/** Returns the paths of what was brought back. */
export async function bringBack({ files, folder, names }: Bringing): Promise<string[]> {
  const brought = inBackup(files, names)
  for (const [name, path] of brought) {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await copyPrivately(join(folder, name), `${path}.restored`)
    await rename(`${path}.restored`, path)
  }
  return brought.map(([, path]) => path)
}

const inBackup = (files: KeptFiles, names: readonly string[]) =>
  Object.entries(files).filter(([name]) => names.includes(name))

async function copyPrivately(from: string, to: string): Promise<void> {
  await copyFile(from, to)
  await chmod(to, 0o600)
}
