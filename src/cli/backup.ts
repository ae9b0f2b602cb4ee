import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { backUp } from '../backup/back-up.ts'
import { readConfig, tokenFile, type Config } from '../config.ts'
import { openServer } from '../db/open.ts'
import { AppError, messageOf } from '../errors.ts'

const HELP = `npm run backup                   备份到 backups/ 里的一个新目录
npm run backup /var/backups/yingda  备份到别处

数据库、DATA_DIR 里的 token 和 accounts.json；应答可以照常运行。说明见 docs/backup.md。
`

/** `npm run backup`: prints the new folder. */
export async function backupCommand(args: string[]): Promise<void> {
  const given = readArgs(args)
  if (given === 'help') return void process.stdout.write(HELP)
  const config = readConfig()
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
  const server = await openServer(config)
  try {
    const how = { files: keptFiles(config), now: Date.now, signal: stop.signal }
    const { folder, bytes, names } = await backUp({ url: server.url, parent: resolve(given.parent), ...how })
    process.stdout.write(`✓ 备份好了 ${folder}（${sizeOf(bytes)}：${names.join('、')}）\n`)
  } finally {
    await server.stop()
  }
}

const sizeOf = (bytes: number): string =>
  bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} KB` : `${(bytes / 1e6).toFixed(1)} MB`

export const keptFiles = ({ dataDir, accountsFile }: Config) => ({
  token: tokenFile(dataDir),
  'accounts.json': accountsFile,
})

function readArgs(args: string[]): { readonly parent: string } | 'help' {
  try {
    const options = { help: { type: 'boolean', default: false } } as const
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options })
    if (values.help) return 'help'
    const [parent = 'backups', ...rest] = positionals
    if (rest.length === 0) return { parent }
  } catch (cause) {
    throw new AppError('USAGE_BACKUP', `backup 不认识这样的写法（${messageOf(cause)}）`, { cause })
  }
  throw new AppError('USAGE_BACKUP', 'backup 后面只写一个目录')
}
