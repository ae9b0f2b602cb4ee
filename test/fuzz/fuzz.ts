/**
 * Sends odd bodies, genuinely signed, to a real server in all three modes for a bounded time. A status beyond the
 * refusals, a 200 that is no valid answer, a wait over a second or a heap that grows is a finding, kept as a file.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseXml } from '../../src/wechat/xml.ts'
import { AES_KEY, APP_ID, encryptedRequest, signedQuery, TOKEN } from '../support/wechat.ts'
import { createRandom, oddBody, type Random } from './mutate.ts'

const CONCURRENCY = 4
const WAIT_LIMIT_MS = 1000
const REFUSALS = new Set([400, 403, 413])
const FOUND = 'test/.scratch/fuzz'
const LOOK_EVERY_MS = 2_000
/** Of what is alive after a collection; what the process takes says more of the collector's mood. */
const HEAP_LIMIT_MB = 10
const RESIDENT_LIMIT_MB = 400

export type FuzzReport = {
  readonly sent: number
  readonly findings: readonly string[]
  readonly summary: string
}

type Sent = { readonly status: number; readonly text: string; readonly ms: number }

export async function fuzz(seconds: number, seed = Date.now()): Promise<FuzzReport> {
  const server = await startServer()
  return fuzzServer(server, { seconds, seed, bodies: Infinity }).finally(server.stop)
}

export type Fuzzed = {
  readonly port: number
  readonly pid: number
  /** Makes it collect its garbage. */
  collect(): void
  /** What was alive after each collection, in MB. */
  heap(): readonly number[]
  /** Whatever went wrong inside although the answer looked fine. */
  faults(): readonly string[]
}
type Plan = { readonly seconds: number; readonly seed: number; readonly bodies: number }

/** For so long or so many, whichever comes first. */
export async function fuzzServer(server: Fuzzed, { seconds, seed, bodies }: Plan): Promise<FuzzReport> {
  const random = createRandom(seed)
  const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY })
  const findings: string[] = []
  const statuses = new Map<number, number>()
  const resident: number[] = []
  const look = setInterval(() => {
    server.collect()
    resident.push(residentMegabytes(server.pid))
  }, LOOK_EVERY_MS)
  const start = Date.now()
  const end = start + seconds * 1000
  let sent = 0
  const worker = async () => {
    while (Date.now() < end && sent < bodies && findings.length < 20) {
      sent++
      const { path, body } = oddRequest(random)
      const result = await send(agent, server.port, path, body)
      statuses.set(result.status, (statuses.get(result.status) ?? 0) + 1)
      const problem = problemOf(result)
      if (problem) findings.push(keep(problem, path, body))
    }
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, worker))
  clearInterval(look)
  agent.destroy()
  for (const line of server.faults()) findings.push(`in the log: ${line}`)
  const grown = growth(server.heap())
  const most = Math.max(0, ...resident)
  if (grown > HEAP_LIMIT_MB) findings.push(`the heap grew by ${grown.toFixed(0)} MB`)
  if (most > RESIDENT_LIMIT_MB) findings.push(`the process took ${most.toFixed(0)} MB`)
  const counts = [...statuses].map(([status, count]) => `${status}: ${count}`).join(', ')
  const took = Math.round((Date.now() - start) / 1000)
  const summary = `seed ${seed}, ${sent} bodies in ${took} s (${counts}), heap ${median(server.heap()).toFixed(0)} MB, grown ${grown.toFixed(0)} MB, resident up to ${most.toFixed(0)} MB`
  return { sent, findings, summary }
}

function oddRequest(random: Random): { path: string; body: Buffer } {
  const body = oddBody(random)
  const account = random.pick(['main', 'security', 'compatible'])
  if (account === 'main' || random.below(10) === 0)
    return { path: `/wechat/${account}?${signedQuery()}`, body }
  const encrypted = encryptedRequest(body.toString('utf8'))
  const bent = random.below(3) === 0 ? encrypted.body.replace(/[A-Z]{2}/, '//') : encrypted.body
  return { path: `/wechat/${account}?${encrypted.query}`, body: Buffer.from(bent) }
}

function send(agent: Agent, port: number, path: string, body: Buffer): Promise<Sent> {
  const start = performance.now()
  return new Promise((resolve) => {
    const failed = (error: Error) =>
      resolve({ status: 0, text: error.message, ms: performance.now() - start })
    const outgoing = request(
      { agent, port, path, method: 'POST', headers: { 'Content-Length': body.length } },
      (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => (text += chunk))
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, text, ms: performance.now() - start }),
        )
        response.on('error', failed)
      },
    )
    outgoing.on('error', failed)
    outgoing.end(body)
  })
}

function problemOf({ status, text, ms }: Sent): string | undefined {
  if (ms > WAIT_LIMIT_MS) return `waited ${ms.toFixed(0)} ms`
  if (status === 200) return isValidAnswer(text) ? undefined : `invalid answer ${text.slice(0, 200)}`
  return REFUSALS.has(status) ? undefined : `status ${status} ${text.slice(0, 200)}`
}

function isValidAnswer(text: string): boolean {
  if (text === 'success') return true
  try {
    const { Content, Encrypt } = parseXml(text)
    return Boolean(Content ?? Encrypt)
  } catch {
    return false
  }
}

function keep(problem: string, path: string, body: Buffer): string {
  mkdirSync(FOUND, { recursive: true })
  const file = join(FOUND, createHash('sha1').update(body).digest('hex').slice(0, 12))
  writeFileSync(file, Buffer.concat([Buffer.from(`${path}\n`), body]))
  return `${problem}, see ${file}`
}

async function startServer() {
  const folder = mkdtempSync(join(tmpdir(), 'yingda-fuzz-'))
  const ACCOUNTS_FILE = join(folder, 'accounts.json')
  const encrypted = { token: TOKEN, appId: APP_ID, aesKey: AES_KEY }
  writeFileSync(
    ACCOUNTS_FILE,
    JSON.stringify({ security: encrypted, compatible: { ...encrypted, mode: 'compatible' } }),
  )
  const { DATABASE_URL: _, ...rest } = process.env
  const env = {
    ...rest,
    DATA_DIR: folder,
    ACCOUNTS_FILE,
    WECHAT_TOKEN: TOKEN,
    PORT: '0',
    CONSOLE_PORT: '0',
    LOG_LEVEL: 'error',
    RULES_DIR: 'test/house',
    FAN_MESSAGES: '0', // one fan sends it all
  }
  const collector = ['--expose-gc', '--import', './test/soak/gc.js']
  const child = spawn(process.execPath, [...collector, 'src/setup.js', 'serve'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  while (!/:(\d+)\/wechat/.test(output)) {
    if (child.exitCode !== null) throw new Error(`the server did not start: ${output}`)
    await sleep(50)
  }
  return {
    port: Number(/:(\d+)\/wechat/.exec(output)?.[1]),
    pid: child.pid ?? 0,
    collect: () => child.kill('SIGUSR2'),
    heap: () => [...output.matchAll(/^heap (\d+)$/gm)].map(([, bytes]) => Number(bytes) / 2 ** 20),
    faults: () =>
      output
        .split('\n')
        .filter((line) => /request failed|rule failed/.test(line))
        .slice(0, 5),
    stop: async () => {
      child.kill('SIGTERM')
      await new Promise((resolve) => child.once('close', resolve))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function residentMegabytes(pid: number): number {
  const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1])
  return (pages * 4096) / 2 ** 20
}

/** From the second fifth, when everything has been seen once, to the last. */
function growth(memory: readonly number[]): number {
  const fifth = Math.floor(memory.length / 5)
  return fifth === 0 ? 0 : median(memory.slice(-fifth)) - median(memory.slice(fifth, 2 * fifth))
}

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0
