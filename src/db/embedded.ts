/** The private MariaDB that serves when no DATABASE_URL is set; `embedded.sh` beside this file keeps it. */
import { spawn, type ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  accessSync,
  closeSync,
  constants,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import mysql from 'mysql2/promise'
import { AppError, messageOf } from '../errors.ts'

export type Embedded = {
  readonly socketPath: string
  /** Leaves the server; the last user to leave waits until it has stopped. */
  stop(): Promise<void>
}

const KEEPER = fileURLToPath(new URL('embedded.sh', import.meta.url))
const DATABASE = 'yingda'
const SOCKET_PATH_LIMIT_BYTES = 100
const START_LIMIT_MS = 60_000
const STOP_LIMIT_MS = 4_000

/** Starts the private MariaDB of `dataDir`, or joins the one that another process of ours has started. */
export async function startEmbedded(dataDir: string): Promise<Embedded> {
  const folder = ownFolder(join(dataDir, 'mariadb'))
  const run = runFolder(folder)
  const deadline = Date.now() + START_LIMIT_MS
  let keeper: ChildProcess | undefined
  for (;;) {
    const users = openUsers(run)
    if (users !== undefined) {
      const ready = await waitUntilReady(run, users, deadline)
      keeper?.stdin?.end()
      if (ready) return { socketPath: socketOf(run), stop: () => leave(run, users) }
      closeSync(users)
    }
    if (Date.now() > deadline || (keeper?.exitCode ?? 0) > 0) throw startFailure(folder)
    if (!keeper || keeper.exitCode !== null) keeper = spawnKeeper(folder, run)
    await sleep(20)
  }
}

function spawnKeeper(folder: string, run: string): ChildProcess {
  const log = openSync(join(folder, 'mariadb.log'), 'a', 0o600)
  const keeper = spawn('sh', [KEEPER, join(folder, 'data'), run], {
    detached: true,
    stdio: ['pipe', log, log],
  })
  closeSync(log)
  keeper.unref()
  keeper.on('error', () => {})
  return keeper
}

/** The pipe whose open ends are the server's users; undefined while nobody reads it, that is while no keeper serves. */
function openUsers(run: string): number | undefined {
  try {
    return openSync(join(run, 'users'), constants.O_WRONLY | constants.O_NONBLOCK)
  } catch {
    return undefined
  }
}

/** False when the keeper turned out to be on its way out. */
async function waitUntilReady(run: string, users: number, deadline: number): Promise<boolean> {
  while (Date.now() < deadline) {
    if (!isRead(users)) return false
    if (await hasDatabase(socketOf(run))) return true
    await sleep(20)
  }
  return false
}

function isRead(users: number): boolean {
  try {
    writeSync(users, '\n')
    return true
  } catch {
    return false
  }
}

/** True once the server answers; the database is made on the way. */
async function hasDatabase(socketPath: string): Promise<boolean> {
  try {
    const connection = await mysql.createConnection({ socketPath, user: 'root' })
    await connection.query(`CREATE DATABASE IF NOT EXISTS ${DATABASE}`)
    await connection.end()
    return true
  } catch {
    return false
  }
}

async function leave(run: string, users: number): Promise<void> {
  closeSync(users)
  const deadline = Date.now() + STOP_LIMIT_MS
  for (let look = 0; look < 3; look++) {
    await sleep(20 << look)
    const others = openUsers(run)
    if (others === undefined) break
    closeSync(others)
    if (look === 2) return
  }
  while (isAlive(run) && Date.now() < deadline) await sleep(10)
}

function isAlive(run: string): boolean {
  try {
    process.kill(Number(readFileSync(join(run, 'mysql.pid'), 'utf8')), 0)
    return true
  } catch {
    return false
  }
}

const socketOf = (run: string): string => join(run, 'mysql.sock')

/** Beside the data, or, since a socket's path has 108 bytes, in the temporary folder when that one is too long. */
function runFolder(folder: string): string {
  if (Buffer.byteLength(socketOf(folder)) <= SOCKET_PATH_LIMIT_BYTES) return folder
  const id = createHash('sha1').update(realpathSync(folder)).digest('hex').slice(0, 16)
  return ownFolder(join(tmpdir(), `yingda-${process.getuid?.() ?? 0}-${id}`))
}

/** Whoever can open the socket is root in the database, so the folder must be ours alone. */
function ownFolder(folder: string): string {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (cause) {
    throw new AppError('DATABASE_FOLDER_UNSAFE', `不能写 ${folder}（${messageOf(cause)}）`, { cause })
  }
  const { mode, uid } = lstatSync(folder)
  const me = process.getuid?.()
  if ((uid === me || me === 0) && (mode & 0o077) === 0) return folder
  throw new AppError('DATABASE_FOLDER_UNSAFE', `其他用户可以进入 ${folder}`)
}

function startFailure(folder: string): AppError {
  const log = readFileSync(join(folder, 'mariadb.log'), 'utf8').trimEnd().split('\n').slice(-8).join('\n')
  return new AppError('EMBEDDED_DATABASE_FAILED', `自带的 MariaDB 没有启动（${folder}）：\n${log}`)
}

/** How the pools reach it. */
export function embeddedUrl(embedded: Embedded): string {
  return `mysql://root@localhost/${DATABASE}?socketPath=${encodeURIComponent(embedded.socketPath)}`
}
