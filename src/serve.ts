/** Builds every part once, in order, and returns how to stop them. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import * as schema from '../drizzle/schema.ts'
import { createAccounts, type Accounts } from './accounts.ts'
import { createDeliver } from './answer/deliver.ts'
import { createFanRate } from './answer/fan-rate.ts'
import { nobodyLooksOn, type OnlookerOf } from './answer/onlooker.ts'
import { assemble } from './assemble.ts'
import { createCheckRule } from './check/check-rule.ts'
import { tokenFile, type Config } from './config.ts'
import { consoleAddress } from './console/address.ts'
import { createConsole } from './console/app.ts'
import { createTries } from './console/chat/tries.ts'
import { createDoor } from './console/login/door.ts'
import { createData } from './data/data.ts'
import { inUrl, listen, reachable, type Listener } from './listen.ts'
import { createFigures } from './figures/figures.ts'
import type { Log } from './log.ts'
import { createMetrics } from './metrics/metrics.ts'
import { createTally } from './metrics/tally.ts'
import { createMessageLog } from './message-log/message-log.ts'
import { createRetention } from './message-log/retention.ts'
import type { LiveRulebook } from './rulebook/live.ts'
import { ownersOf } from './rulebook/load.ts'
import { tablesOf } from './scaffold/table.ts'
import { keptToken } from './token.ts'
import { createStrangerIn } from './web/allow.ts'
import { createApp } from './web/app.ts'
import { createContacts } from './web/contacts.ts'
import { createQueue } from './web/queue.ts'

export type Server = {
  readonly port: number
  /** The console's address, with the key that opens it where no password is set. */
  readonly console: string
  readonly accounts: Pick<Accounts, 'names'>
  reloadRules(): Promise<void>
  stop(): Promise<void>
}

/** How long a stop waits for the messages that are being answered, before their fans are told to try again. */
const HURRY_AFTER_MS = 2_200
const DRAIN_LIMIT_MS = 2_500

/** Answers at PORT until stopped, and shows itself at CONSOLE_PORT. */
export async function serve(
  config: Config,
  log: Log,
  onNewLink: (address: string) => void = () => {},
): Promise<Server> {
  const accounts = accountsOf(config, log)
  const stops: (() => Promise<void> | void)[] = [accounts.stop]
  const stopAll = async () => {
    for (const stop of stops.splice(0).reverse()) await stop()
  }
  try {
    return await open()
  } catch (error) {
    await stopAll()
    throw error
  }

  async function open(): Promise<Server> {
    let onlookerOf: OnlookerOf = nobodyLooksOn
    const parts = await assemble(config, log, { onlookerOf: (key) => onlookerOf(key) })
    stops.push(parts.stop, parts.rules.stop)
    const { rules, database, answer, fanOf } = parts
    const tries = createTries(database)
    onlookerOf = tries.onlookerOf
    const { write, desk, works, health, ping } = database
    health.start()
    const retention = createRetention({ write, days: config.logDays, now: Date.now, log })
    stops.push(retention.stop)
    const messageLog = await createMessageLog({
      ...{ write, isHealthy: health.isHealthy, now: Date.now, log },
      folder: join(config.dataDir, 'spool'),
    })
    stops.push(messageLog.stop)
    const figures = createFigures({ database, days: config.logDays, now: Date.now, log })
    stops.push(figures.stop)
    const tally = createTally()
    const hurry = new AbortController()
    const queue = createQueue()
    const deliver = createDeliver({
      ...{ answer, fanOf, works, health, messageLog, tally, onlookerOf, log },
      fanRate: config.fanLimit && createFanRate(config.fanLimit, () => performance.now()),
      isBehind: queue.isLong,
      logOpenId: config.logOpenId,
      now: Date.now,
      hurry: hurry.signal,
    })
    stops.push(deliver.stop)
    const contacts = createContacts(Date.now)
    const app = createApp({
      strangerIn: createStrangerIn(config.callers),
      ...{ findAccount: accounts.find, allAccounts: accounts.all, contacts },
      ...{ deliver, ping, now: Date.now, log },
    })
    const callback = await listen(app.fetch, { port: config.port, host: config.host, setting: 'PORT' })
    stops.push(() => drained(callback, hurry))
    stops.push(queue.watch({ host: reachable(config.host), port: callback.port }, callback))
    const { host, port, password } = config.console
    const onNewKey = (key: string) => onNewLink(consoleAddress(host, console.port, key))
    const door = await createDoor({ write, health, password, onNewKey, now: Date.now, log })
    const pages = createConsole({
      ...{ door, rules, database, messageLog, accounts, contacts, tries, fanOf, log },
      write: desk.write,
      ...{ data: createData(schema, desk), dataDir: config.dataDir },
      checkRule: createCheckRule(config),
      metrics: createMetrics({ tally, deliver, parts, messageLog, contacts }),
      now: Date.now,
      pending: database.pending,
      tables: tablesOf(schema),
      callback: { host: inUrl(reachable(config.host)), port: callback.port },
    })
    const console = await listen(pages.fetch, { host, port, setting: 'CONSOLE_PORT' })
    stops.push(() => ended(console))
    warnOfStrangers(rules, accounts, log)
    if (!config.isProduction) await rules.watch()
    return {
      port: callback.port,
      console: consoleAddress(host, console.port, door.gate.key()),
      accounts,
      reloadRules: rules.reload,
      stop: stopAll,
    }
  }
}

async function drained(callback: Listener, hurry: AbortController): Promise<void> {
  const timers = [
    setTimeout(() => hurry.abort(), HURRY_AFTER_MS),
    setTimeout(() => callback.cut(), DRAIN_LIMIT_MS),
  ]
  await callback.drain()
  timers.forEach(clearTimeout)
}

/** A page that is open, or streams, keeps nothing waiting. */
function ended(console: Listener): Promise<void> {
  const drained = console.drain()
  console.cut()
  return drained
}

function accountsOf({ main: { token, ...rest }, accountsFile: file, dataDir }: Config, log: Log): Accounts {
  const main = token === undefined ? undefined : { token, ...rest }
  const kept = tokenFile(dataDir)
  const settings = () => ({ token: keptToken(kept), ...rest })
  return createAccounts({ file, main, kept: { exists: existsSync(kept), settings }, log })
}

/** Rules of an account that there is not are never asked. */
function warnOfStrangers(rules: LiveRulebook, accounts: Accounts, log: Log): void {
  for (const account of ownersOf(rules.current().rules))
    if (!accounts.find(account)) log.warn({ account }, 'rules of an account that is not configured')
}
