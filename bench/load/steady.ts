/**
 * A thousand questions a second, each at its moment whether or not those before it are answered, and how long each took
 * from that moment on: a server that stands still is charged for all who wait.
 */
import { Agent, request } from 'node:http'
import { Worker } from 'node:worker_threads'
import type { Account } from '../../src/wechat/open.ts'
import { manyParts } from './questions.ts'
import type { Checked } from './replies.ts'
import { freshRequest } from './requests.ts'
import { CONNECTIONS } from './wrk.ts'

const EVERY_MS = 1
/** As long as wrk waits. */
const LIMIT_MS = 10_000
/** Until the connections are open. */
const UNCOUNTED = 200

export type Steady = Checked & {
  readonly p50: number
  readonly p99: number
  /** How late the questions themselves left, at the 99th percentile. */
  readonly late: number
}

type Options = {
  readonly port: number
  readonly seconds: number
  readonly check: (status: number, body: Buffer) => string | undefined
}

/** Times are in milliseconds; the check looks at every reply. */
export async function steady(account: Account, { port, seconds, check }: Options): Promise<Steady> {
  const count = (seconds * 1000) / EVERY_MS
  const questions = Array.from({ length: count }, (_, index) =>
    freshRequest(account, manyParts, (index * EVERY_MS) / 1000),
  )
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  const [times, lates, problems]: [number[], number[], string[]] = [[], [], []]
  const start = now() + 50
  await ticking(start, count, (index) => {
    const { query, body } = questions[index] ?? { query: '', body: '' }
    const due = start + index * EVERY_MS
    const left = now()
    return new Promise<void>((done) => {
      const told = (problem: string | undefined) => {
        if (problem !== undefined) problems.push(problem)
        if (index >= UNCOUNTED) [times.push(now() - due), lates.push(left - due)]
        done()
      }
      const headers = { 'Content-Type': 'text/xml', 'Content-Length': body.length }
      const call = request({ port, method: 'POST', path: `/wechat?${query}`, agent, headers }, (response) => {
        const chunks: Buffer[] = []
        response.on('error', (error) => told(error.message))
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () => told(check(response.statusCode ?? 0, Buffer.concat(chunks))))
      })
      call.on('error', (error) => told(error.message))
      call.setTimeout(LIMIT_MS, () => call.destroy(new Error(`no reply within ${LIMIT_MS} ms`)))
      call.end(body)
    })
  })
  agent.destroy()
  const [p50, p99, late] = [percentile(times, 50), percentile(times, 99), percentile(lates, 99)]
  return { looked: times.length, problems, p50, p99, late }
}

/** One clock for both threads. */
const now = (): number => Number(process.hrtime.bigint()) / 1e6

/** A timer is good to a millisecond; a thread that sleeps is good to a twentieth of one. */
const CLOCK = `
const { parentPort, workerData: { start, count, every } } = require('node:worker_threads')
const cell = new Int32Array(new SharedArrayBuffer(4))
for (let index = 0; index < count; index++) {
  const wait = start + index * every - Number(process.hrtime.bigint()) / 1e6
  if (wait > 0) Atomics.wait(cell, 0, 0, wait)
  parentPort.postMessage(index)
}`

function ticking(start: number, count: number, act: (index: number) => Promise<void>): Promise<void> {
  const worker = new Worker(CLOCK, { eval: true, workerData: { start, count, every: EVERY_MS } })
  return new Promise((resolve, reject) => {
    const acts: Promise<void>[] = []
    worker.on('error', reject)
    worker.on('message', (index: number) => {
      acts.push(act(index))
      if (acts.length === count) Promise.all(acts).then(() => resolve(), reject)
    })
  })
}

export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? NaN
}
