/** Whether MySQL answers is known before a message has to find out. */
import { sql } from 'drizzle-orm'
import mysql from 'mysql2/promise'
import { afterAll, afterEach, expect, test } from 'vitest'
import { parts } from '../../drizzle/schema.ts'
import { isCancelled } from '../../src/db/cancelled.ts'
import { createDatabase } from '../../src/db/connect.ts'
import { startEmbedded } from '../../src/db/embedded.ts'
import { mariadbPid, temporaryFolder, waitFor } from '../support/process.ts'

const folder = await temporaryFolder('heartbeat')
const server = await startEmbedded(folder)
afterAll(server.stop)

const pid = () => mariadbPid(folder) ?? 0
/** A database whose heart beats, and how often there was trouble. */
const beating = async (urls = { url: server.url, readUrl: server.url }) => {
  const database = createDatabase(urls)
  let troubles = 0
  database.health.onTrouble(() => troubles++)
  database.health.start()
  open.push(database)
  await expect.poll(connections, { timeout: 5_000 }).toHaveLength(1)
  return { ...database, troubles: () => troubles }
}
const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((database) => database.close()))
  await expect.poll(connections, { timeout: 5_000 }).toHaveLength(0)
})

const administered = async (statement: string) => {
  const connection = await mysql.createConnection(server.url)
  try {
    return (await connection.query(statement))[0]
  } finally {
    await connection.end()
  }
}
/** Of all but the administrator. */
async function connections(): Promise<number[]> {
  const rows = (await administered(
    `SELECT ID FROM information_schema.processlist WHERE ID <> CONNECTION_ID() AND COMMAND NOT IN ('Daemon', 'Killed')`,
  )) as { ID: number }[]
  return rows.map(({ ID }) => ID)
}

test('nothing beats before it is started', async () => {
  const database = createDatabase({ url: 'mysql://root@127.0.0.1:1/none' })
  expect(database.health.isHealthy()).toBe(true)
  await database.close()
})

test('MySQL frozen is trouble within 2.5 s, said once, and its return is noticed', { retry: 2 }, async () => {
  const { health, troubles, close } = await beating()
  process.kill(pid(), 'SIGSTOP')
  try {
    expect(await waitFor(() => !health.isHealthy(), 5_000)).toBeLessThan(2_500)
    expect(troubles()).toBe(1)
    const start = performance.now()
    await createDatabase({ url: server.url }).close()
    expect(performance.now() - start).toBeLessThan(1_000)
  } finally {
    process.kill(pid(), 'SIGCONT')
  }
  await waitFor(health.isHealthy, 5_000)
  expect(troubles()).toBe(1)
  await close()
})

test('a close with MySQL frozen is quick, with statements on their way', { retry: 2 }, async () => {
  const { readFor, transact, write, close } = await beating()
  const user = { rule: 'r', signal: new AbortController().signal }
  process.kill(pid(), 'SIGSTOP')
  try {
    const ends = Promise.allSettled([
      write.execute('SELECT 1'),
      transact(async () => {}, user),
      readFor(user).select().from(parts),
    ])
    const start = performance.now()
    await close()
    expect(performance.now() - start).toBeLessThan(1_000)
    expect((await ends).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
  } finally {
    process.kill(pid(), 'SIGCONT')
  }
})

test('what is given up while MySQL is frozen is killed once it is back', async () => {
  const { readFor, health } = await beating()
  const fan = new AbortController()
  const slept = sql<number>`SLEEP(60)`.as('slept')
  const slow = readFor({ rule: 'r', signal: fan.signal })
    .select({ slept })
    .from(sql`DUAL`)
  const ended = expect(slow).rejects.toSatisfy(isCancelled)
  await expect.poll(connections).toHaveLength(2)
  process.kill(pid(), 'SIGSTOP')
  try {
    fan.abort()
    await ended
    await waitFor(() => !health.isHealthy(), 5_000)
  } finally {
    process.kill(pid(), 'SIGCONT')
  }
  const sleeping = `SELECT ID FROM information_schema.processlist WHERE INFO LIKE 'select SLEEP%'`
  await expect.poll(() => administered(sleeping), { timeout: 5_000 }).toEqual([])
})

test(
  'MySQL killed is trouble, and healthy again by itself once its keeper has started it',
  { retry: 2 },
  async () => {
    const { health, troubles } = await beating()
    process.kill(pid(), 'SIGKILL')
    expect(await waitFor(() => !health.isHealthy(), 5_000)).toBeLessThan(1_000)
    await waitFor(health.isHealthy, 10_000)
    expect(troubles()).toBe(1)
  },
)

test('a connection that an administrator kills is replaced without trouble', async () => {
  const { troubles, health } = await beating()
  const [before] = await connections()
  await administered(`KILL ${before}`)
  await waitFor(async () => {
    const [now] = await connections()
    return now !== undefined && now !== before
  }, 5_000)
  expect([health.isHealthy(), troubles()]).toEqual([true, 0])
})

test('a replica that is away is trouble too, and whoever has left is not called', async () => {
  const database = createDatabase({ url: server.url, readUrl: 'mysql://root@127.0.0.1:1/none' })
  open.push(database)
  const left = database.health.onTrouble(() => expect.unreachable())
  left()
  database.health.start()
  await waitFor(() => !database.health.isHealthy(), 5_000)
})
