/** Our commands as real processes, as `npm start` and `npm run ask` run them. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { keepOutput, keepSecret, keepSecretsOf } from './outputs.ts'
import { contentOf, signedQuery, textXml } from './wechat.ts'

export type Running = {
  readonly child: ChildProcess
  readonly port: number
  /** Everything printed so far. */
  output(): string
  /** What the fan reads, and the status. */
  say(text: string): Promise<{ status: number; text: string }>
  /** The exit code after the signal. */
  end(signal: NodeJS.Signals): Promise<number | null>
}

/** The maintainer's own rules and accounts are no part of the product's tests, in which one fan says what many would. */
const AS_DELIVERED = {
  RULES_DIR: 'test/house',
  ACCOUNTS_FILE: 'test/.scratch/none.json',
  CONSOLE_PORT: '0',
  FAN_MESSAGES: '0',
}
const SETUP = [process.execPath, 'src/setup.js'] as const

const servers: ChildProcess[] = []
const made: string[] = []

/** After each test file. */
export async function endProcesses(): Promise<void> {
  for (const server of servers.splice(0)) server.kill('SIGKILL')
  await Promise.all(
    made.splice(0).map((folder) => rm(folder, { recursive: true, force: true, maxRetries: 5 })),
  )
}

/** `input` is what is piped to it. */
export function run(args: readonly string[], env: NodeJS.ProcessEnv, input = '') {
  const started = launch([...SETUP, ...args], env, 'pipe')
  started.child.stdin?.on('error', () => {}) // it may end without reading
  started.child.stdin?.end(input)
  return started
}

function launch(
  [program = '', ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
  stdin: 'ignore' | 'pipe' = 'ignore',
) {
  const { DATABASE_URL: _, npm_lifecycle_event: _event, FORCE_COLOR: _color, ...rest } = process.env
  keepSecretsOf(env)
  const child = spawn(program, args, {
    env: { ...rest, NO_COLOR: '1', ...AS_DELIVERED, ...env },
    stdio: [stdin, 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout?.on('data', (chunk) => (stdout += chunk))
  child.stderr?.on('data', (chunk) => (stderr += chunk))
  child.once('close', () => {
    keepOutput(stdout + stderr)
    keepSecret(tokenIn(env['DATA_DIR']))
  })
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }))
  return { child, ended, output: () => stdout + stderr }
}

/** The one that a first start has made. */
function tokenIn(dataDir: string | undefined): string | undefined {
  const file = join(dataDir ?? '', 'token')
  return dataDir !== undefined && existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined
}

export async function startServer(
  env: NodeJS.ProcessEnv,
  command: readonly string[] = [...SETUP, 'serve'],
): Promise<Running> {
  const { child, ended, output } = launch(command, { PORT: '0', ...env })
  servers.push(child)
  await waitFor(() => /:(\d+)\/wechat/.test(output()) || child.exitCode !== null, 60_000)
  const port = Number(/:(\d+)\/wechat/.exec(output())?.[1])
  expect(port, output()).toBeGreaterThan(0)
  return {
    child,
    port,
    output,
    async say(text) {
      const token = env['WECHAT_TOKEN'] ?? readFileSync(join(env['DATA_DIR'] ?? '', 'token'), 'utf8').trim()
      const response = await fetch(`http://127.0.0.1:${port}/wechat?${signedQuery(token)}`, {
        method: 'POST',
        body: textXml(text),
      })
      return { status: response.status, text: contentOf(await response.text()) }
    },
    async end(signal) {
      child.kill(signal)
      return (await ended).code
    },
  }
}

/** A new empty folder, removed after the test file. */
export async function temporaryFolder(name = 'data'): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `yingda-${name}-`))
  made.push(folder)
  return folder
}

/** The process id of the private MariaDB of a data folder, while one runs. */
export function mariadbPid(dataDir: string): number | undefined {
  try {
    const pid = Number(readFileSync(join(dataDir, 'mariadb', 'mysql.pid'), 'utf8'))
    if (pid === 0) return undefined // the file is there before its number is
    process.kill(pid, 0)
    return pid
  } catch {
    return undefined
  }
}

export async function waitFor(isSo: () => boolean | Promise<boolean>, limitMs: number): Promise<number> {
  const start = performance.now()
  while (!(await isSo())) {
    if (performance.now() - start > limitMs) throw new Error(`not so after ${limitMs} ms`)
    await sleep(20)
  }
  return performance.now() - start
}
