/** Where the private MariaDB lives. */
import { createHash } from 'node:crypto'
import { accessSync, constants, lstatSync, mkdirSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError, messageOf } from '../errors.ts'

const SOCKET_PATH_LIMIT_BYTES = 100

export const socketOf = (run: string): string => join(run, 'mysql.sock')

/** Beside the data, or, since a socket's path has 108 bytes, in the temporary folder when that one is too long. */
export function runFolder(folder: string): string {
  if (Buffer.byteLength(socketOf(folder)) <= SOCKET_PATH_LIMIT_BYTES) return folder
  const id = createHash('sha1').update(realpathSync(folder)).digest('hex').slice(0, 16)
  return ownFolder(join(tmpdir(), `yingda-${process.getuid?.() ?? 0}-${id}`))
}

/** Whoever can open the socket is root in the database, so the folder must be ours alone. */
export function ownFolder(folder: string): string {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (cause) {
    throw new AppError('DATABASE_FOLDER_UNSAFE', `不能写 ${folder}（${messageOf(cause)}）`, { cause })
  }
  const { mode, uid } = lstatSync(folder)
  if (uid === process.getuid?.() && (mode & 0o077) === 0) return folder
  throw new AppError('DATABASE_FOLDER_UNSAFE', `${folder} 不是只属于当前用户的目录`)
}
