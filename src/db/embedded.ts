/** The private MariaDB that serves when no DATABASE_URL is set; `embedded.sh` beside this file keeps it. */
import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import mysql from 'mysql2/promise'
import { AppError } from '../errors.ts'
import { ownFolder, runFolder, socketOf } from './embedded-folder.ts'

export type Embedded = {
  /** How the pools reach it: by its socket. */
  readonly url: string
  /** How often it was gone, and joined or started anew. */
  lost(): number
  /** Leaves the server; the last user to leave waits until it has stopped. */
  stop(): Promise<void>
}

const KEEPER = fileURLToPath(new URL('embedded.sh', import.meta.url))
const DATABASE = 'yingda'
const KEEPER_LOOK_MS = 1_000
const START_LIMIT_MS = 60_000
const STOP_LIMIT_MS = 1_800

/** Starts the private MariaDB of `dataDir`, or joins the one that another process of ours has started. */
export async function startEmbedded(dataDir: string): Promise<Embedded> {
  const folder = ownFolder(join(dataDir, 'mariadb'))
  const run = runFolder(folder)
  let users: number | undefined = await joinServer(folder, run)
  let [isJoining, lost] = [false, 0]
  const rejoin = async () => {
    if (isJoining || (users !== undefined && isRead(users))) return
    isJoining = true
    if (users !== undefined) {
      closeSync(users)
      lost++
    }
    users = await joinServer(folder, run).catch(() => undefined)
    isJoining = false
  }
  const watch = setInterval(() => void rejoin(), KEEPER_LOOK_MS).unref()
  const stop = async () => {
    clearInterval(watch)
    if (users !== undefined) await leave(run, users)
  }
  const url = `mysql://root@localhost/${DATABASE}?socketPath=${encodeURIComponent(socketOf(run))}`
  return { url, lost: () => lost, stop }
}

/** An open end of the pipe of a server that answers. */
async function joinServer(folder: string, run: string): Promise<number> {
  const deadline = Date.now() + START_LIMIT_MS
  let keeper: ChildProcess | undefined
  for (;;) {
    const users = openUsers(run)
    if (users !== undefined) {
      const isReady = await waitUntilReady(run, users, deadline)
      keeper?.stdin?.end()
      if (isReady) return users
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

function startFailure(folder: string): AppError {
  const log = readFileSync(join(folder, 'mariadb.log'), 'utf8').trimEnd().split('\n').slice(-8).join('\n')
  return new AppError('EMBEDDED_DATABASE_FAILED', `自带的 MariaDB 没有启动（${folder}）：\n${log}`)
}
