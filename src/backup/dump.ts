/** The database into a file of SQL, and back. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, createReadStream, createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { nameOf } from '../db/connect.ts'
import { AppError, messageOf } from '../errors.ts'
import { FROM_FILE, openOptionFile } from './option-file.ts'
import type { Program } from './programs.ts'

/** One moment of the database, while others go on writing; without tablespaces and locks, each of which would take a right of its own. */
const OF_A_DUMP = [
  '--single-transaction',
  '--quick',
  '--routines',
  '--triggers',
  '--events',
  '--hex-blob',
  '--no-tablespaces',
  '--skip-add-locks',
]
const OF_MYSQL = ['--set-gtid-purged=OFF']
const OF_BOTH = ['--default-character-set=utf8mb4', '--max-allowed-packet=1G']
const SAID_LIMIT = 2_000

/** Throws DUMP_FAILED, or whatever the disk says. */
export async function dump(program: Program, url: string, file: string, signal: AbortSignal): Promise<void> {
  const own = program.family === 'mysql' ? OF_MYSQL : []
  const { child, ended } = start(program, url, { args: [...OF_A_DUMP, ...own], pipes: ['ignore', 'pipe'] })
  const stop = () => void child.kill()
  signal.addEventListener('abort', stop)
  try {
    if (!child.stdout) return
    await pipeline(
      child.stdout,
      createGzip(),
      createWriteStream(file, { flags: 'wx', mode: 0o600, flush: true }),
    )
  } catch (error) {
    stop()
    throw error
  } finally {
    signal.removeEventListener('abort', stop)
  }
  const { code, said } = await ended
  if (code !== 0) throw new AppError('DUMP_FAILED', `${program.name} 没有成功：${said}`)
}

/** Throws RESTORE_FAILED. */
export async function load(program: Program, url: string, file: string): Promise<void> {
  const { child, ended } = start(program, url, { args: [], pipes: ['pipe', 'ignore'] })
  if (!child.stdin) return
  const read = pipeline(createReadStream(file), createGunzip(), child.stdin).catch(messageOf)
  const { code, said } = await ended
  const problem = await read
  if (code === 0 && problem === undefined) return
  throw new AppError('RESTORE_FAILED', `${program.name} 没有读完备份，数据库停在半路：${said || problem}`)
}

type How = {
  readonly args: readonly string[]
  /** Its input and output. */
  readonly pipes: readonly ['ignore', 'pipe'] | readonly ['pipe', 'ignore']
}

function start({ name, family }: Program, url: string, { args, pipes }: How) {
  const options = openOptionFile(url, family)
  const child = spawn(name, [FROM_FILE, ...OF_BOTH, ...args, nameOf(url)], {
    stdio: [...pipes, 'pipe', options],
  })
  closeSync(options)
  return { child, ended: endOf(child) }
}

async function endOf(child: ChildProcess): Promise<{ code: number | null; said: string }> {
  let said = ''
  child.stderr?.on('data', (chunk) => (said = `${said}${chunk}`.slice(-SAID_LIMIT)))
  try {
    const [code] = await once(child, 'close')
    return { code: code as number | null, said: said.trim() }
  } catch (error) {
    return { code: null, said: messageOf(error) }
  }
}
