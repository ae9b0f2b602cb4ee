/** The message log when MySQL stops, freezes or drops us, and when processes are killed: exactly the rows that happened. */
import { spawn, type ChildProcess } from 'node:child_process'
import { appendFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import mysql from 'mysql2/promise'
import { afterAll, afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { createDatabase } from '../../src/db/connect.ts'
import { startEmbedded } from '../../src/db/embedded.ts'
import { migrateDatabase } from '../../src/db/migrate.ts'
import { messages } from '../../src/db/tables.ts'
import { administer } from '../support/database.ts'
import { addRows, linesOnDisk, messageLog, numbersIn, range, settled } from '../support/message-log.ts'
import { mariadbPid, temporaryFolder, waitFor } from '../support/process.ts'

const AWAY = 'mysql://root@127.0.0.1:1/yingda'
const dataDir = await temporaryFolder()
const embedded = await startEmbedded(dataDir)
const { write, close } = createDatabase({ url: embedded.url })
await migrateDatabase(write)
afterAll(async () => {
  await close()
  await embedded.stop()
})
beforeEach(() => write.delete(messages))
afterEach(() => signal('SIGCONT'))

function signal(name: NodeJS.Signals): void {
  const pid = mariadbPid(dataDir)
  if (pid !== undefined) process.kill(pid, name)
}

async function untilBack(): Promise<void> {
  await waitFor(async () => {
    try {
      await administer('SELECT 1', embedded.url)
      return true
    } catch {
      return false
    }
  }, 15_000)
}

test('MySQL stops in full flow and starts again: every row is there once', async () => {
  const log = await messageLog(write)
  let added = 0
  const flow = setInterval(() => addRows(log, added, (added += 50)), 10)
  await waitFor(() => log.counts().written > 500, 5_000)
  signal('SIGKILL')
  await waitFor(() => log.counts().spooled > 500, 5_000)
  await waitFor(() => log.counts().spooled === 0, 15_000)
  const caughtUp = log.counts().written
  await waitFor(() => log.counts().written > caughtUp + 200, 5_000)
  clearInterval(flow)
  await settled(log)
  expect(log.counts()).toEqual({ written: added, spooled: 0, dropped: 0, waiting: 0 })
  expect(await numbersIn(write)).toEqual(range(0, added))
  expect(linesOnDisk(log.folder)).toEqual([])
})

test('MySQL freezes: rows are on disk within a second, and in MySQL once when it thaws', async () => {
  const log = await messageLog(write)
  addRows(log, 0, 100)
  await settled(log)
  signal('SIGSTOP')
  for (let from = 100; from < 1000; from += 100) {
    addRows(log, from, from + 100)
    await sleep(50)
  }
  expect(await waitFor(() => linesOnDisk(log.folder).length === 900, 1_000)).toBeLessThan(950)
  log.forget('nobody')
  addRows(log, 1000, 1100)
  expect(await waitFor(() => linesOnDisk(log.folder).length === 1001, 1_000)).toBeLessThan(950)
  signal('SIGCONT')
  await settled(log)
  expect(log.counts().written).toBe(1100)
  expect(await numbersIn(write)).toEqual(range(0, 1100))
})

test('connections are killed again and again: every row is there once', async () => {
  const log = await messageLog(write)
  const administrator = await mysql.createConnection(embedded.url)
  let added = 0
  for (let round = 0; round < 20; round++) {
    addRows(log, added, (added += 700))
    await sleep(50)
    const [threads] = await administrator.query<mysql.RowDataPacket[]>('SHOW PROCESSLIST')
    for (const { Id, User } of threads)
      if (Id !== administrator.threadId && User === 'root')
        await administrator.query(`KILL ${Id}`).catch(() => {}) // it may have ended by itself
  }
  await settled(log)
  await administrator.end()
  expect(log.counts()).toEqual({ written: added, spooled: 0, dropped: 0, waiting: 0 })
  expect(await numbersIn(write)).toEqual(range(0, added))
})

test.each(['before', 'after'])(
  'a fan who leaves %s MySQL freezes is forgotten all the same',
  async (when) => {
    const log = await messageLog(write)
    addRows(log, 0, 100, { at: new Date(Date.now() - 1) })
    if (when === 'before') log.forget('fan')
    signal('SIGSTOP')
    await waitFor(() => linesOnDisk(log.folder).length > 0, 2_000)
    if (when === 'after') log.forget('fan')
    await waitFor(() => linesOnDisk(log.folder).length === 101, 2_000)
    signal('SIGCONT')
    await settled(log)
    await waitFor(() => linesOnDisk(log.folder).length === 0, 5_000)
    expect(await numbersIn(write)).toEqual([])
  },
)

test.each([
  ['answers', 0],
  ['is frozen', 250],
  ['is away', 250],
] as const)('stop() flushes in bounded time when MySQL %s', async (state, onDisk) => {
  const away = createDatabase({ url: AWAY })
  const log = await messageLog(state === 'is away' ? away.write : write)
  if (state === 'is frozen') signal('SIGSTOP')
  addRows(log, 0, 250)
  const start = performance.now()
  await log.stop()
  expect(performance.now() - start).toBeLessThan(2_000)
  expect(linesOnDisk(log.folder)).toHaveLength(onDisk)
  signal('SIGCONT')
  await untilBack()
  const next = await messageLog(write, { folder: log.folder })
  await settled(next)
  expect(await numbersIn(write)).toEqual(range(0, 250))
  await away.close()
})

type Child = {
  readonly child: ChildProcess
  /** What it has said after each handful of rows. */
  said(): { added: number; at: number; spooled: number; dropped: number; waiting: number }[]
  kill(): Promise<void>
}

/** `blocks`: the longest file it may write, in `ulimit -f`'s unit. */
function startChild(url: string, folder: string, blocks = 'unlimited'): Child {
  const script = `ulimit -f ${blocks}; exec "$0" --import tsx test/support/message-log-child.ts "$@"`
  const child = spawn('sh', ['-c', script, process.execPath, url, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  child.stdout?.on('data', (chunk) => (output += chunk))
  const closed = new Promise((resolve) => child.once('close', resolve))
  const kill = async () => {
    child.kill('SIGKILL')
    await closed
  }
  return {
    child,
    kill,
    said: () =>
      output
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line)),
  }
}

test.each([
  ['writes into MySQL', () => embedded.url],
  ['spools onto disk', () => AWAY],
])('a kill -9 of a process that %s costs at most its last second', async (_, url) => {
  const folder = join(await temporaryFolder('log'), 'spool')
  const { kill, said } = startChild(url(), folder)
  await waitFor(() => said().length > 140, 15_000)
  const killedAt = Date.now()
  await kill()
  const next = await messageLog(write, { folder })
  await settled(next)
  const numbers = await numbersIn(write)
  expect(numbers).toEqual(range(0, numbers.length))
  const older = said()
    .filter(({ at }) => at < killedAt - 1_000)
    .at(-1)
  expect(older?.added).toBeGreaterThan(200)
  expect(numbers.length).toBeGreaterThanOrEqual(older?.added ?? 0)
  await next.stop()
  expect(readdirSync(folder)).toEqual([])
})

test('processes on one folder leave each other’s rows alone while both live', async () => {
  const folder = join(await temporaryFolder('log'), 'spool')
  const first = startChild(AWAY, folder)
  await waitFor(() => (first.said().at(-1)?.spooled ?? 0) > 100, 15_000)
  first.child.kill('SIGSTOP') // alive, though it answers nothing
  const second = await messageLog(write, { folder })
  addRows(second, 900_000, 900_010)
  await settled(second)
  expect(await numbersIn(write)).toEqual(range(900_000, 900_010))
  await first.kill()
  const heirs = await Promise.all([1, 2, 3].map(() => messageLog(write, { folder })))
  for (const heir of heirs) await settled(heir)
  const numbers = await numbersIn(write)
  expect(numbers).toEqual([...range(0, numbers.length - 10), ...range(900_000, 900_010)])
  expect(numbers.length).toBeGreaterThan(100)
})

test('a disk that fails half-way through a batch leaves no half row and no wrong count', async () => {
  const folder = join(await temporaryFolder('log'), 'spool')
  const { kill, said } = startChild(AWAY, folder, '64')
  const last = () => said().at(-1)
  await waitFor(() => (last()?.dropped ?? 0) > 0 && last()?.waiting === 0, 15_000)
  await kill()
  const { added = 0, spooled = 0, dropped = 0 } = last() ?? {}
  expect(spooled).toBe(added - dropped)
  const next = await messageLog(write, { folder })
  expect(next.counts().spooled).toBe(spooled)
  await settled(next)
  expect(await numbersIn(write)).toHaveLength(spooled)
  expect(next.counts().dropped).toBe(0)
})

test('a line torn by a kill -9 is left out, the lines before it are not', async () => {
  const away = createDatabase({ url: AWAY })
  const log = await messageLog(away.write)
  addRows(log, 0, 10)
  await log.stop()
  const [own = ''] = readdirSync(log.folder).filter((name) => name.endsWith('.rows'))
  appendFileSync(join(log.folder, own, '000001.ndjson'), linesOnDisk(log.folder)[0]?.slice(0, 40) ?? '')
  const next = await messageLog(write, { folder: log.folder })
  expect(next.counts().spooled).toBe(10)
  await settled(next)
  expect(await numbersIn(write)).toEqual(range(0, 10))
  await away.close()
})
