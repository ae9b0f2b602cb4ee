/** Builds every part once, in order, and returns how to stop them. */
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createAdaptorServer } from '@hono/node-server'
import { createAccounts, type Accounts } from './accounts.ts'
import { createDeliver } from './answer/deliver.ts'
import { assemble } from './assemble.ts'
import { tokenFile, type Config } from './config.ts'
import { AppError, messageOf } from './errors.ts'
import type { Log } from './log.ts'
import { createMessageLog } from './message-log/message-log.ts'
import { createRetention } from './message-log/retention.ts'
import type { LiveRulebook } from './rulebook/live.ts'
import { keptToken } from './token.ts'
import { createApp } from './web/app.ts'

export type Server = {
  readonly port: number
  readonly accounts: Pick<Accounts, 'names'>
  reloadRules(): Promise<void>
  stop(): Promise<void>
}

/** How long a stop waits for the messages that are being answered, before their fans are told to try again. */
const HURRY_AFTER_MS = 2_200
const DRAIN_LIMIT_MS = 2_500

/** Answers at PORT until stopped; `port` is the one taken when PORT is 0. */
export async function serve(config: Config, log: Log): Promise<Server> {
  const accounts = accountsOf(config, log)
  const hurry = new AbortController()
  const parts = await assemble(config, log)
  const { write, works, health, ping } = parts.database
  health.start()
  const messageLog = await createMessageLog({
    write,
    folder: join(config.dataDir, 'spool'),
    isHealthy: health.isHealthy,
    now: Date.now,
    log,
  }).catch(async (error: unknown) => {
    await parts.stop()
    throw error
  })
  const deliver = createDeliver({
    ...{ answer: parts.answer, fanOf: parts.fanOf, works, health, messageLog, log },
    logOpenId: config.logOpenId,
    now: Date.now,
    hurry: hurry.signal,
  })
  const retention = createRetention({ write, days: config.logDays, now: Date.now, log })
  const stopParts = async () => {
    deliver.stop()
    await messageLog.stop()
    await retention.stop()
    await parts.stop()
  }
  const app = createApp({
    findAccount: accounts.find,
    deliver,
    ping,
    now: Date.now,
    log,
  })
  const server = createAdaptorServer({ fetch: app.fetch }) as import('node:http').Server
  try {
    server.listen(config.port, config.host)
    await once(server, 'listening')
  } catch (cause) {
    await stopParts()
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
    await stopParts()
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
