/** One node of ours as a real process that may be killed and started again. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'

/** From one start to the next; times are of Date.now(). */
export type Life = {
  readonly node: string
  readonly child: ChildProcess
  readonly since: number
  /** 0 until it listens. */
  port: number
  /** When it was told to end, and how. */
  end: { readonly at: number; readonly signal: NodeJS.Signals } | undefined
  exitCode: number | null | undefined
  /** Rows of the message log, as the node itself counts them. */
  dropped: number
  /** Of the process, in MB, a sample a second. */
  readonly memory: number[]
  /** What it logged, without what is said of single rows. */
  readonly log: { readonly at: number; readonly line: string }[]
}

export type Node = {
  readonly name: string
  readonly lives: readonly Life[]
  /** The life that listens. */
  now(): Life | undefined
  /** Returns once it listens. */
  start(): Promise<void>
  /** Returns once it has ended. */
  end(signal: NodeJS.Signals): Promise<void>
}

const START_LIMIT_MS = 30_000
/** A start fails while MySQL is away; whoever supervises a node tries again. */
const START_PAUSE_MS = 500

export function createNode(name: string, env: NodeJS.ProcessEnv): Node {
  const lives: Life[] = []
  const now = () => {
    const life = lives.at(-1)
    return life?.port && life.exitCode === undefined ? life : undefined
  }
  const isListening = async (life: Life) => {
    while (!life.port && life.exitCode === undefined && Date.now() < life.since + START_LIMIT_MS)
      await sleep(20)
    return life.port > 0
  }
  return {
    name,
    lives,
    now,
    async start() {
      for (let tries = 0; tries < 20; tries++) {
        const life = launch(name, env)
        lives.push(life)
        if (await isListening(life)) return
        life.child.kill('SIGKILL')
        lives.pop()
        process.stdout.write(`  node ${name} did not start: ${life.log.at(-1)?.line}\n`)
        await sleep(START_PAUSE_MS)
      }
      throw new Error(`node ${name} does not start`)
    },
    async end(signal) {
      const life = now()
      if (!life) return
      life.end = { at: Date.now(), signal }
      life.child.kill(signal)
      if (life.exitCode === undefined) await once(life.child, 'close')
    },
  }
}

function launch(node: string, env: NodeJS.ProcessEnv): Life {
  const child = spawn(process.execPath, ['src/setup.js', 'serve'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const life: Life = {
    ...{ node, child, since: Date.now(), port: 0, end: undefined, exitCode: undefined },
    ...{ dropped: 0, memory: [], log: [] },
  }
  const read = (line: string) => {
    life.port ||= Number(/:(\d+)\/wechat/.exec(line)?.[1] ?? 0)
    life.dropped = Number(/"dropped":(\d+)/.exec(line)?.[1] ?? life.dropped)
    if (line.startsWith('{') || life.port === 0) life.log.push({ at: Date.now(), line })
  }
  createInterface(child.stdout).on('line', read)
  createInterface(child.stderr).on('line', read)
  const sampling = setInterval(() => life.memory.push(residentMegabytes(child.pid)), 1_000)
  child.once('exit', (code) => {
    life.exitCode = code
    clearInterval(sampling)
  })
  return life
}

function residentMegabytes(pid = 0): number {
  try {
    return (Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096) / 2 ** 20
  } catch {
    return 0 // it is just about to end
  }
}
