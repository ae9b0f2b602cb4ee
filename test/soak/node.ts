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
  /** After the garbage was collected, in MB, every five seconds: what the process takes, and what is alive in its heap. */
  readonly resident: number[]
  readonly heap: number[]
  /** How long its main thread waited for a core within five seconds, at worst, as a share. */
  starved: number
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
const SAMPLE_EVERY_MS = 5_000

/** `before` is put before its command: a shell that grants it little, say, and then becomes it. */
export function createNode(name: string, env: NodeJS.ProcessEnv, before: readonly string[] = []): Node {
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
        const life = launch(name, env, before)
        lives.push(life)
        if (await isListening(life)) return
        life.child.kill('SIGKILL')
        lives.pop()
        const said = life.log.slice(-8).map(({ line }) => line)
        process.stdout.write(`  node ${name} did not start: ${said.join('\n    ')}\n`)
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

const COMMAND = [
  process.execPath,
  ...['--expose-gc', '--import', './test/soak/gc.js', 'src/setup.js', 'serve'],
]

function launch(node: string, env: NodeJS.ProcessEnv, before: readonly string[]): Life {
  const [program = '', ...args] = [...before, ...COMMAND]
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const life: Life = {
    ...{ node, child, since: Date.now(), port: 0, end: undefined, exitCode: undefined },
    ...{ dropped: 0, resident: [], heap: [], log: [], starved: 0 },
  }
  const read = (line: string) => {
    life.port ||= Number(/:(\d+)\/wechat/.exec(line)?.[1] ?? 0)
    life.dropped = Number(/"dropped":(\d+)/.exec(line)?.[1] ?? life.dropped)
    const heap = /^heap (\d+)$/.exec(line)?.[1]
    if (heap !== undefined) {
      life.heap.push(Number(heap) / 2 ** 20)
      life.resident.push(residentMegabytes(child.pid))
    }
    if (line.startsWith('{') || life.port === 0) life.log.push({ at: Date.now(), line })
  }
  createInterface(child.stdout).on('line', read)
  createInterface(child.stderr).on('line', read)
  let waited = NaN
  const sampling = setInterval(() => {
    if (life.port === 0) return
    const now = waitedForCoreMs(child.pid)
    life.starved = Math.max(life.starved, (now - waited) / SAMPLE_EVERY_MS || 0)
    waited = now
    child.kill('SIGUSR2')
  }, SAMPLE_EVERY_MS)
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

function waitedForCoreMs(pid = 0): number {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[1]) / 1e6
  } catch {
    return NaN // no Linux, or it is just about to end
  }
}
