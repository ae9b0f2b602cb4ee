/** Builds every part once, in order, and returns how to stop them. */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { createAccounts, type Accounts } from './accounts.ts'
import { createAnswer, type Answer } from './answer.ts'
import { tokenFile, type Config } from './config.ts'
import { createDatabase, requireDatabase, type Database, type OnQuery } from './db/connect.ts'
import { loadDemoRows } from './db/demo.ts'
import { embeddedUrl, startEmbedded } from './db/embedded.ts'
import { migrateDatabase } from './db/migrate.ts'
import { AppError } from './errors.ts'
import type { Log } from './log.ts'
import { requireRulebook, type Rulebook } from './rulebook/load.ts'
import { keptToken } from './token.ts'
import { createApp } from './web/app.ts'

export type Parts = {
  readonly rulebook: Rulebook
  readonly database: Database
  readonly answer: Answer
  stop(): Promise<void>
}

export type Server = { readonly port: number; stop(): Promise<void> }

/** How long a stop waits for the messages that are being answered. */
const DRAIN_LIMIT_MS = 2_000

/** All but the listener, for `ask` and the like too. */
export async function assemble(config: Config, log: Log, onQuery?: OnQuery): Promise<Parts> {
  const rulebook = await requireRulebook(config.rulesDir)
  const embedded = config.databaseUrl ? undefined : await startEmbedded(config.dataDir)
  const url = config.databaseUrl ?? (embedded ? embeddedUrl(embedded) : '')
  const database = createDatabase({ url, readUrl: config.databaseReadUrl }, onQuery)
  const stop = async () => {
    await database.close()
    await embedded?.stop()
  }
  try {
    await requireDatabase(database, config.databaseReadUrl ?? url)
    await migrateDatabase(database.write)
    if (embedded) await loadDemoRows(database.write)
  } catch (error) {
    await stop()
    throw error
  }
  const answer = createAnswer({ rulebook: () => rulebook, database, log })
  return { rulebook, database, answer, stop }
}

/** Answers at PORT until stopped; `port` is the one taken when PORT is 0. */
export async function serve(config: Config, log: Log): Promise<Server> {
  const accounts = accountsOf(config, log)
  const parts = await assemble(config, log)
  const app = createApp({
    findAccount: accounts.find,
    answer: parts.answer,
    ping: parts.database.ping,
    now: Date.now,
    log,
  })
  const server = createAdaptorServer({ fetch: app.fetch }) as import('node:http').Server
  try {
    server.listen(config.port, config.host)
    await once(server, 'listening')
  } catch (cause) {
    await parts.stop()
    throw new AppError('PORT_IN_USE', `不能监听端口 ${config.port}（${(cause as Error).message}）`, { cause })
  }
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      const drained = once(server, 'close')
      server.close()
      const cutOff = setTimeout(() => server.closeAllConnections(), DRAIN_LIMIT_MS)
      await drained
      clearTimeout(cutOff)
      accounts.stop()
      await parts.stop()
    },
  }
}

function accountsOf({ main: { token, ...rest }, accountsFile: file, dataDir }: Config, log: Log): Accounts {
  const main = token === undefined ? undefined : { token, ...rest }
  const makeMain = () => ({ token: keptToken(tokenFile(dataDir)), ...rest })
  return createAccounts({ file, main, makeMain, log })
}
