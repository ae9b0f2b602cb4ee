import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { examine, restore, type Restored } from '../backup/restore.ts'
import { readConfig } from '../config.ts'
import { openServer } from '../db/open.ts'
import { AppError, messageOf } from '../errors.ts'
import { keptFiles } from './backup.ts'

const HELP = `npm run restore backups/yingda-…            把备份读进空的数据库
npm run restore backups/yingda-… -- --replace  先删掉数据库里现有的一切

先停掉所有的应答。备份不完整就什么都不动。说明见 docs/backup.md。
`

/** `npm run restore FOLDER`: says what it brought back. */
export async function restoreCommand(args: string[]): Promise<void> {
  const given = readArgs(args)
  if (given === 'help') return void process.stdout.write(HELP)
  const config = readConfig()
  const folder = resolve(given.folder)
  const manifest = await examine(folder)
  const server = await openServer(config)
  try {
    const how = { folder, files: keptFiles(config), isReplacing: given.isReplacing }
    const restored = await restore(manifest, { url: server.url, ...how })
    process.stdout.write(`✓ 恢复了 ${manifest.madeAt} 的备份\n${linesOf(restored)}`)
  } finally {
    await server.stop()
  }
}

const linesOf = ({ rows, files }: Restored): string =>
  [...rows.map(([table, count]) => `  ${table} ${count} 行`), ...files.map((file) => `  ${file}`), ''].join(
    '\n',
  )

function readArgs(args: string[]): { readonly folder: string; readonly isReplacing: boolean } | 'help' {
  try {
    const options = {
      replace: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    } as const
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options })
    if (values.help) return 'help'
    const [folder, ...rest] = positionals
    if (folder !== undefined && rest.length === 0) return { folder, isReplacing: values.replace }
  } catch (cause) {
    throw new AppError('USAGE_RESTORE', `restore 不认识这样的写法（${messageOf(cause)}）`, { cause })
  }
  throw new AppError('USAGE_RESTORE', 'restore 后面要写一个备份的目录')
}
