/** The servers as processes, each alone on the first processor. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { has } from '../src/setup/install.js'
import { AES_KEY, APP_ID, TOKEN, type Entry } from './entries.ts'
import { pinned } from './set-up.ts'

export type Server = {
  readonly port: number
  readonly pid: number
  /** Where the console of ours is. */
  readonly console: string | undefined
  /** Messages that it says it has answered; undefined where it keeps no log. */
  readonly said: (() => number) | undefined
  stop(): Promise<void>
}

const ROOT = resolve(import.meta.dirname, '..')
export const PASSWORD = 'a long password'
const START_LIMIT_MS = 60_000
const STOP_LIMIT_MS = 8_000

type Place = {
  /** Of its data. */
  readonly folder: string
  /** Without one it starts a private MariaDB in its folder, and may use all processors. */
  readonly databaseUrl?: string
  /** Processors that it may use, where that is not the first alone. */
  readonly cores?: string
  readonly flags?: readonly string[]
  /** Of ours, beside or instead of the usual ones. */
  readonly settings?: Readonly<Record<string, string>>
  readonly startLimitMs?: number
}

export async function startServer(
  { server, mode }: Pick<Entry, 'server' | 'mode'>,
  {
    folder,
    databaseUrl,
    flags = [],
    settings,
    cores = databaseUrl ? '0' : '0,1',
    startLimitMs = START_LIMIT_MS,
  }: Place,
): Promise<Server> {
  const isOurs = server === 'yingda'
  const program = isOurs
    ? ['src/setup.js', 'serve']
    : [fileURLToPath(new URL(`servers/${server}.js`, import.meta.url))]
  const environment = {
    ...{ PATH: process.env['PATH'], HOME: process.env['HOME'], NODE_ENV: 'production' },
    ...(databaseUrl && { DATABASE_URL: databaseUrl }),
    ...(isOurs ? { ...AS_NPM_START, ...ourSettings(folder, mode), ...settings } : peerSettings(mode)),
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, `${server}-${mode}-${Date.now()}.log`)
  const output = openSync(file, 'w')
  const [name = '', ...args] = [...LEAVES_WITH_US, ...pinned(cores), process.execPath, ...flags, ...program]
  const child = spawn(name, args, { cwd: ROOT, env: environment, stdio: ['ignore', output, output] })
  closeSync(output)
  const port = await portOf(child, file, startLimitMs).catch(async (error: unknown) => {
    await stopped(child)
    throw error
  })
  return {
    ...{ port, pid: child.pid ?? 0, stop: () => stopped(child) },
    said: isOurs ? lineCount(file) : undefined,
    console: /console：(\S+)/.exec(readFileSync(file, 'utf8'))?.[1],
  }
}

/** Killed with us, however we end: one that was left would take a part of the core from all that come after. */
const LEAVES_WITH_US = has('setpriv') ? ['setpriv', '--pdeathsig', 'KILL', '--'] : []

/** What package.json sets. */
const AS_NPM_START = { MALLOC_ARENA_MAX: '1' }

/** As an operator would: everything on, and one line of JSON a message into a file. */
const ourSettings = (folder: string, mode: Entry['mode']) => ({
  ...{ PORT: '0', CONSOLE_PORT: '0', CONSOLE_PASSWORD: PASSWORD, DATA_DIR: folder },
  ...{ RULES_DIR: 'test/house', ACCOUNTS_FILE: join(folder, 'none.json'), WECHAT_TOKEN: TOKEN },
  ...(mode === 'encrypted' && { WECHAT_APP_ID: APP_ID, WECHAT_AES_KEY: AES_KEY }),
})

const peerSettings = (mode: Entry['mode']) => ({ TOKEN, ...(mode === 'encrypted' && { APP_ID, AES_KEY }) })

async function portOf(child: ChildProcess, file: string, limitMs: number): Promise<number> {
  const deadline = performance.now() + limitMs
  while (!isGone(child) && performance.now() < deadline) {
    const [, port] = /:(\d+)\/wechat/.exec(readFileSync(file, 'utf8')) ?? []
    if (port) return Number(port)
    await sleep(10)
  }
  throw new Error(`a server did not start:\n${readFileSync(file, 'utf8').slice(-2_000)}`)
}

/** Counts on from where it stopped the last time. */
function lineCount(file: string): () => number {
  let [seen, count] = [0, 0]
  return () => {
    const text = readFileSync(file).subarray(seen)
    const end = text.lastIndexOf('\n') + 1
    seen += end
    count += text.toString('utf8', 0, end).split('"msg":"message"').length - 1
    return count
  }
}

const isGone = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null

async function stopped(child: ChildProcess): Promise<void> {
  if (isGone(child)) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  const killer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS)
  await exited
  clearTimeout(killer)
}
