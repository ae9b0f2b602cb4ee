/** A node of Galera that is cut off from the others takes connections and answers `SELECT 1`, and refuses all real work. */
import { once } from 'node:events'
import type { AddressInfo, Server } from 'node:net'
import { sql } from 'drizzle-orm'
import mysql from 'mysql2'
import { afterAll, expect, test } from 'vitest'
import { createDatabase } from '../../src/db/connect.ts'
import { isDatabaseAway } from '../../src/db/health.ts'

const HANDSHAKE = {
  ...{ protocolVersion: 10, serverVersion: '10.11.19-MariaDB', connectionId: 1, statusFlags: 2 },
  ...{ characterSet: 45, capabilityFlags: 0xffffff },
}
const REFUSAL = { code: 1047, message: 'WSREP has not yet prepared node for application use' }

/** As MariaDB 10.11 with galera-4 was seen to do it. */
const cutOff = mysql.createServer((connection) => {
  connection.serverHandshake(HANDSHAKE)
  connection.on('error', () => {})
  const answer = (isDone: boolean) => {
    if (isDone) connection.writeOk()
    else connection.writeError(REFUSAL)
  }
  connection.on('stmt_prepare', () => answer(true)) // of SET
  connection.on('query', (statement: string) => answer(statement === 'SELECT 1'))
})
cutOff.listen(0)
const { _server: listener } = cutOff as unknown as { readonly _server: Server }
await once(listener, 'listening')
const { port } = listener.address() as AddressInfo
const database = createDatabase({ url: `mysql://root@127.0.0.1:${port}/parts` })
afterAll(async () => {
  await database.close()
  cutOff.close(() => {})
})

test('what it refuses is told from a statement that was wrong', async () => {
  const refusal = await database.write.execute(sql`SELECT * FROM parts`).catch((error: unknown) => error)
  expect(isDatabaseAway(refusal)).toBe(true)
})

test('it is known to be away before a message has to find out', async () => {
  database.health.start()
  await expect.poll(database.health.isHealthy, { timeout: 5_000 }).toBe(false)
  await expect(database.ping()).rejects.toThrow()
})
