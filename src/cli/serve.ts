import { existsSync } from 'node:fs'
import { readConfig, tokenFile, type Config } from '../config.ts'
import { beforeServing } from '../heap.js'
import { createLog } from '../log.ts'
import { serve, type Server } from '../serve.ts'
import { callbackPath } from '../wechat/callback-path.ts'
import { parsed } from './options.ts'

const PARENT_LOOK_MS = 500
/** Nothing may keep us longer than an operator's patience, not even a frozen MySQL. */
const STOP_LIMIT_MS = 4_800

/** `npm start`: answers until SIGTERM or SIGINT. */
export async function serveCommand(args: string[]): Promise<void> {
  parsed({ args }, 'npm start', 'USAGE_SERVE')
  beforeServing()
  const config = readConfig()
  const log = createLog(config.logLevel, 1)
  const server = await serve(config, log, (address) => {
    process.stdout.write(`  控制台的新链接 · new link to the console：${address}\n`)
  })
  process.stdout.write(
    [...placesOf(server, config), `  试一试 · try it：npm run ask ${question(config)}`, ''].join('\n'),
  )
  let stopping = false
  const stop = (reason: string) => {
    if (stopping) return
    stopping = true
    log.info({ reason }, 'stopping')
    setTimeout(() => process.exit(0), STOP_LIMIT_MS).unref()
    server.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'stop failed')
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  // A rule that forgot an await must not take the others down.
  process.on('unhandledRejection', (err) => log.error({ err }, 'a rule left a promise that failed'))
  process.on('uncaughtException', (err) => log.error({ err }, 'a rule threw outside its handler'))
  if (config.isProduction) process.on('SIGHUP', () => void server.reloadRules())
  if (config.underNpm) whenOrphaned(() => stop('npm is gone'))
}

/** The demo rows are in the private database alone. */
const question = ({ databaseUrl }: Config): string => (databaseUrl === undefined ? `'?18-546'` : '帮助')

/** The addresses to paste into WeChat's page, and where the Token of `main` is. */
function placesOf({ port, accounts, console }: Server, { main, dataDir }: Config): string[] {
  const names = accounts.names()
  const urls = names.map((name) => `http://127.0.0.1:${port}${callbackPath(name)}`)
  const token = main.token === undefined ? `在文件 ${tokenFile(dataDir)} 里` : 'WECHAT_TOKEN'
  const isOurs = names.includes('main') && (main.token !== undefined || existsSync(tokenFile(dataDir)))
  return [
    `应答已启动 · Yingda answers at ${urls.join(' ')}`,
    `  Token：${isOurs ? token : '在 accounts.json 里'}`,
    `  控制台 · console：${console}`,
  ]
}

/** A kill -9 of npm reaches only npm itself. */
function whenOrphaned(act: () => void): void {
  const parent = process.ppid
  setInterval(() => process.ppid !== parent && act(), PARENT_LOOK_MS).unref()
}
