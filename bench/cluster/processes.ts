/** Programs that end with us, however we end, and that need not be root. */
import { spawn, type ChildProcess } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { chownSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname } from 'node:path'

/** Root's rsync would give up its rights before it may write; nobody's has none to give up. */
const IDS = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : undefined
const AS = IDS ? [`--reuid=${IDS.uid}`, `--regid=${IDS.gid}`, '--clear-groups'] : []

export type Run = { readonly log: string; readonly env?: NodeJS.ProcessEnv }

/** Its output is added to the log. */
export function run(command: readonly string[], { log, env = process.env }: Run): ChildProcess {
  const output = openSync(log, 'a')
  const child = spawn('setpriv', [...AS, '--pdeathsig=TERM', ...command], {
    cwd: dirname(log),
    env,
    stdio: ['ignore', output, output],
  })
  closeSync(output)
  return child
}

export async function ended(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  child.kill(signal)
  await exited(child)
}

export async function exited(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

/** A folder for a program that we run. */
export function folderFor(path: string): string {
  mkdirSync(path, { mode: 0o700 })
  if (IDS) chownSync(path, IDS.uid, IDS.gid)
  return path
}

const FIRST = 12_000
const LAST = 31_000

/**
 * So many that nobody listens on; below those that Linux gives to outgoing connections, one of which might have taken
 * the port of a node that is away for a while.
 */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>()
  while (ports.size < count) {
    const port = randomInt(FIRST, LAST)
    if (await isFree(port)) ports.add(port)
  }
  return [...ports]
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  const isListening = await once(server, 'listening').then(
    () => true,
    () => false,
  )
  server.close()
  return isListening
}
