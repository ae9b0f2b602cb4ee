/** A server that is killed, stopped or started at the wrong moment, with the private MariaDB. */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { mariadbPid, startServer, temporaryFolder, waitFor } from '../support/process.ts'

const ANSWER = { status: 200, text: '[18-546]的工作台位为[车体新厂房3号]' }
const BUSY = { status: 200, text: '系统繁忙，请稍后再试' }

describe('with the private MariaDB', () => {
  test('a second start is ready within 3 s', async () => {
    const DATA_DIR = await temporaryFolder()
    await (await startServer({ DATA_DIR })).end('SIGTERM')
    const times: number[] = []
    for (let start = 0; start < 5 && !times.some((time) => time < 3000); start++) {
      const starting = performance.now()
      const second = await startServer({ DATA_DIR })
      times.push(performance.now() - starting)
      expect(await second.say('?18-546')).toEqual(ANSWER)
      await second.end('SIGTERM')
    }
    expect(Math.min(...times)).toBeLessThan(3000)
  })

  test('after a kill -9 of the server nothing lingers, and the next start answers', async () => {
    const DATA_DIR = await temporaryFolder()
    const first = await startServer({ DATA_DIR })
    expect(mariadbPid(DATA_DIR)).toBeDefined()
    await first.end('SIGKILL')
    expect(await waitFor(() => mariadbPid(DATA_DIR) === undefined, 10_000)).toBeLessThan(10_000)
    const next = await startServer({ DATA_DIR })
    expect(await next.say('?18-546')).toEqual(ANSWER)
    await next.end('SIGTERM')
  })

  test('SIGTERM to npm start itself ends everything with exit code 0, and a kill -9 of npm leaves nothing', async () => {
    const DATA_DIR = await temporaryFolder()
    const first = await startServer({ DATA_DIR }, ['npm', 'start'])
    expect(await first.say('?18-546')).toEqual(ANSWER)
    expect(await first.end('SIGTERM')).toBe(0)
    expect(mariadbPid(DATA_DIR)).toBeUndefined()

    const second = await startServer({ DATA_DIR }, ['npm', 'start'])
    second.child.kill('SIGKILL')
    await waitFor(() => mariadbPid(DATA_DIR) === undefined, 10_000)
  })

  test('a start right after a kill -9 does not trip over what is still going down', async () => {
    const DATA_DIR = await temporaryFolder()
    for (let round = 0; round < 3; round++) {
      const server = await startServer({ DATA_DIR })
      expect(await server.say('?18-546')).toEqual(ANSWER)
      await server.end('SIGKILL')
    }
  })

  test('several starts at once share one database, and the last to leave stops it', async () => {
    const DATA_DIR = await temporaryFolder()
    const [a, b, c] = await Promise.all([
      startServer({ DATA_DIR }),
      startServer({ DATA_DIR }),
      startServer({ DATA_DIR }),
    ])
    const pid = mariadbPid(DATA_DIR)
    expect(await a.end('SIGKILL')).toBeNull()
    expect(await b.end('SIGTERM')).toBe(0)
    expect(await c.say('?18-546')).toEqual(ANSWER)
    expect(mariadbPid(DATA_DIR)).toBe(pid)
    expect(await c.end('SIGTERM')).toBe(0)
    expect(mariadbPid(DATA_DIR)).toBeUndefined()
  })

  test('a path longer than a socket may have works', async () => {
    const DATA_DIR = join(await temporaryFolder(), 'long-'.repeat(30), '目录 with spaces')
    mkdirSync(DATA_DIR, { recursive: true })
    const server = await startServer({ DATA_DIR })
    expect(await server.say('?18-546')).toEqual(ANSWER)
    expect(await server.end('SIGTERM')).toBe(0)
  })

  test('MySQL killed while running: the fan is told, and the next message after recovery is answered', async () => {
    const DATA_DIR = await temporaryFolder()
    const server = await startServer({ DATA_DIR })
    const pid = mariadbPid(DATA_DIR)
    process.kill(pid!, 'SIGKILL')
    await waitFor(() => mariadbPid(DATA_DIR) === undefined, 1000)
    const start = performance.now()
    expect(await server.say('?18-546')).toEqual(BUSY)
    expect(performance.now() - start).toBeLessThan(4900)
    await waitFor(async () => (await server.say('?18-546')).text === ANSWER.text, 10_000)
    expect(await server.end('SIGTERM')).toBe(0)
  })

  test('MySQL frozen while running: the fan is told within the deadline, and recovery is by itself', async () => {
    const DATA_DIR = await temporaryFolder()
    const server = await startServer({ DATA_DIR })
    expect(await server.say('?18-546')).toEqual(ANSWER)
    const pid = mariadbPid(DATA_DIR)
    process.kill(pid!, 'SIGSTOP')
    const start = performance.now()
    expect(await server.say('?18-546')).toEqual(BUSY)
    expect(performance.now() - start).toBeLessThan(4900)
    process.kill(pid!, 'SIGCONT')
    await waitFor(async () => (await server.say('?18-546')).text === ANSWER.text, 5_000)
    expect(await server.end('SIGTERM')).toBe(0)
  })
})

describe('a stop', () => {
  test('with MySQL frozen ends within 5 s, and who still waits is told', async () => {
    const DATA_DIR = await temporaryFolder()
    const server = await startServer({ DATA_DIR })
    expect(await server.say('?18-546')).toEqual(ANSWER)
    const pid = mariadbPid(DATA_DIR)
    process.kill(pid!, 'SIGSTOP')
    const waiting = server.say('?18-546')
    await sleep(300)
    const start = performance.now()
    expect(await server.end('SIGTERM')).toBe(0)
    expect(performance.now() - start).toBeLessThan(5000)
    expect(await waiting).toEqual(BUSY)
    process.kill(pid!, 'SIGCONT')
    await waitFor(() => mariadbPid(DATA_DIR) === undefined, 10_000)
  })
})

test('the keeper of the database killed: the server gets another, and answers again', async () => {
  const DATA_DIR = await temporaryFolder()
  const server = await startServer({ DATA_DIR })
  const pid = mariadbPid(DATA_DIR)
  const keeper = readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')[3]
  process.kill(Number(keeper), 'SIGKILL')
  await waitFor(() => mariadbPid(DATA_DIR) !== pid, 5000)
  await waitFor(async () => (await server.say('?18-546')).text === ANSWER.text, 10_000)
  expect(await server.end('SIGTERM')).toBe(0)
  await waitFor(() => mariadbPid(DATA_DIR) === undefined, 10_000)
})
