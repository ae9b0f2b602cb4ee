import { resolve } from 'node:path'
import { backUp } from '../backup/back-up.ts'
import { readConfig, tokenFile, type Config } from '../config.ts'
import { openServer } from '../db/open.ts'
import { AppError } from '../errors.ts'
import { help } from './backup.help.js'
import { parsed } from './options.ts'

/** `npm run backup`: prints the new folder. */
export async function backupCommand(args: string[]): Promise<void> {
  const parent = readArgs(args)
  const config = readConfig()
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
  const server = await openServer(config)
  try {
    const how = { files: keptFiles(config), now: Date.now, signal: stop.signal }
    const { folder, bytes, names } = await backUp({ url: server.url, parent: resolve(parent), ...how })
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

function readArgs(args: string[]): string {
  const { options } = help
  const { positionals } = parsed({ args, allowPositionals: true, options }, 'backup', 'USAGE_BACKUP')
  const [parent = 'backups', ...rest] = positionals
  if (rest.length === 0) return parent
  throw new AppError('USAGE_BACKUP', 'backup 后面只写一个目录')
}
