/** Builds every part once, in order, and returns how to stop them. */
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { createAccounts, type Accounts } from './accounts.ts'
import { createAnswer, type Answer } from './answer/answer.ts'
import { createFanOf, type FanOf } from './answer/fan.ts'
import { tokenFile, type Config } from './config.ts'
import { createDatabase, requireDatabase, type Database } from './db/connect.ts'
import type { OnQuery } from './db/connection.ts'
import { loadDemoRows } from './db/demo.ts'
import { startEmbedded } from './db/embedded.ts'
import { migrateDatabase } from './db/migrate.ts'
import { rolledBack } from './db/rehearsal.ts'
import { secretOf } from './db/secrets.ts'
import { AppError, messageOf } from './errors.ts'
import type { Log } from './log.ts'
import { createLiveRulebook, type LiveRulebook } from './rulebook/live.ts'
import { keptToken } from './token.ts'
import { createApp } from './web/app.ts'

export type Parts = {
  readonly rules: LiveRulebook
  readonly database: Database
  readonly answer: Answer
  stop(): Promise<void>
}

export type Server = {
  readonly port: number
  readonly accounts: Pick<Accounts, 'names'>
  reloadRules(): Promise<void>
  stop(): Promise<void>
}

/** How long a stop waits for the messages that are being answered, before their fans are told to try again. */
const HURRY_AFTER_MS = 2_200
const DRAIN_LIMIT_MS = 2_500

type Hooks = {
  readonly onQuery?: OnQuery
  readonly hurry?: AbortSignal
  /** Commands are rolled back. */
  readonly isRehearsal?: boolean
}

/** All but the listener, for `ask` and the like too. */
export async function assemble(
  config: Config,
  log: Log,
  { onQuery, hurry, isRehearsal }: Hooks = {},
): Promise<Parts> {
  const rules = await createLiveRulebook(config.rulesDir, log)
  const { url, isOurs, stop: leave } = await databaseServer(config)
  const urls = { url, readUrl: config.databaseReadUrl }
  const real = createDatabase(urls, onQuery)
  const database = isRehearsal ? { ...real, transact: rehearsed(real) } : real
  const stop = async () => {
    await database.close()
    await leave()
  }
  let fanOf: FanOf
  try {
    await requireDatabase(database, urls)
    await migrateDatabase(database.write)
    fanOf = createFanOf(await secretOf(database.write, 'fan'))
    if (isOurs) await loadDemoRows(database.write)
  } catch (error) {
    await stop()
    throw error
  }
  const answer = createAnswer({ rulebook: rules.current, database, fanOf, log, ...(hurry && { hurry }) })
  return { rules, database, answer, stop }
}

const rehearsed =
  ({ transact }: Database): Database['transact'] =>
  (work, user) =>
    rolledBack((inner) => transact(inner, user), work)

/** The operator's server, or the private one. */
async function databaseServer({ databaseUrl, dataDir }: Config) {
  if (databaseUrl !== undefined) return { url: databaseUrl, isOurs: false, stop: async () => {} }
  return { ...(await startEmbedded(dataDir)), isOurs: true }
}

/** Answers at PORT until stopped; `port` is the one taken when PORT is 0. */
export async function serve(config: Config, log: Log): Promise<Server> {
  const accounts = accountsOf(config, log)
  const hurry = new AbortController()
  const parts = await assemble(config, log, { hurry: hurry.signal })
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
    const isTaken = (cause as NodeJS.ErrnoException).code === 'EADDRINUSE'
    const place = `${config.host === undefined ? '' : `${config.host} 的`}端口 ${config.port}`
    throw new AppError(isTaken ? 'PORT_IN_USE' : 'LISTEN_FAILED', `不能监听${place}（${messageOf(cause)}）`, {
      cause,
    })
  }
  const stop = async () => {
    const drained = once(server, 'close')
    server.close()
    const timers = [
      setTimeout(() => hurry.abort(), HURRY_AFTER_MS),
      setTimeout(() => server.closeAllConnections(), DRAIN_LIMIT_MS),
    ]
    await drained
    timers.forEach(clearTimeout)
    accounts.stop()
    await parts.rules.stop()
    await parts.stop()
  }
  warnOfStrangers(parts.rules, accounts, log)
  if (!config.isProduction) await parts.rules.watch()
  return { port: (server.address() as AddressInfo).port, accounts, reloadRules: parts.rules.reload, stop }
}

function accountsOf({ main: { token, ...rest }, accountsFile: file, dataDir }: Config, log: Log): Accounts {
  const main = token === undefined ? undefined : { token, ...rest }
  const kept = tokenFile(dataDir)
  const settings = () => ({ token: keptToken(kept), ...rest })
  return createAccounts({ file, main, kept: { exists: existsSync(kept), settings }, log })
}

/** Rules of an account that there is not are never asked. */
function warnOfStrangers(rules: LiveRulebook, accounts: Accounts, log: Log): void {
  const owners = new Set(rules.current().rules.flatMap(({ account }) => account ?? []))
  for (const account of owners)
    if (!accounts.find(account)) log.warn({ account }, 'rules of an account that is not configured')
}
