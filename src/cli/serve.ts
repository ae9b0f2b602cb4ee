import { readConfig, tokenFile } from '../config.ts'
import { createLog } from '../log.ts'
import { serve } from '../serve.ts'

/** `npm start`: answers until SIGTERM or SIGINT. */
export async function serveCommand(): Promise<void> {
  const config = readConfig()
  const log = createLog(config.logLevel, 1)
  const server = await serve(config, log)
  process.stdout.write(
    [
      `应答已启动 · Yingda answers at http://127.0.0.1:${server.port}/wechat`,
      `  Token：${config.token ? 'WECHAT_TOKEN' : `在文件 ${tokenFile(config)} 里`}`,
      `  试一试 · try it：npm run ask '?18-546'`,
      '',
    ].join('\n'),
  )
  const stop = (signal: NodeJS.Signals) => {
    log.info({ signal }, 'stopping')
    server.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'stop failed')
        process.exit(1)
      },
    )
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}
