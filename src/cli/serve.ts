import { existsSync } from 'node:fs'
import { readConfig, tokenFile, type Config } from '../config.ts'
import { createLog } from '../log.ts'
import { serve } from '../serve.ts'

const PARENT_LOOK_MS = 500

/** `npm start`: answers until SIGTERM or SIGINT. */
export async function serveCommand(): Promise<void> {
  const config = readConfig()
  const log = createLog(config.logLevel, 1)
  const server = await serve(config, log)
  process.stdout.write(
    [
      `应答已启动 · Yingda answers at http://127.0.0.1:${server.port}/wechat`,
      `  Token：${tokenPlace(config)}`,
      `  试一试 · try it：npm run ask '?18-546'`,
      '',
    ].join('\n'),
  )
  let stopping = false
  const stop = (reason: string) => {
    if (stopping) return
    stopping = true
    log.info({ reason }, 'stopping')
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
  if (config.underNpm) whenOrphaned(() => stop('npm is gone'))
}

function tokenPlace({ main, dataDir, accountsFile }: Config): string {
  if (main.token !== undefined) return 'WECHAT_TOKEN'
  return existsSync(accountsFile) ? accountsFile : `在文件 ${tokenFile(dataDir)} 里`
}

/** A kill -9 of npm reaches only npm itself. */
function whenOrphaned(act: () => void): void {
  const parent = process.ppid
  setInterval(() => process.ppid !== parent && act(), PARENT_LOOK_MS).unref()
}
