import { resolve } from 'node:path'
import { examine, restore, type Restored } from '../backup/restore.ts'
import { readConfig } from '../config.ts'
import { openServer } from '../db/open.ts'
import { AppError } from '../errors.ts'
import { keptFiles } from './backup.ts'
import { parsed } from './options.ts'
import { help } from './restore.help.js'

/** `npm run restore FOLDER`: says what it brought back. */
export async function restoreCommand(args: string[]): Promise<void> {
  const given = readArgs(args)
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

function readArgs(args: string[]): { readonly folder: string; readonly isReplacing: boolean } {
  const { options } = help
  const config = { args, allowPositionals: true, options } as const
  const { values, positionals } = parsed(config, 'restore', 'USAGE_RESTORE')
  const [folder, ...rest] = positionals
  if (folder !== undefined && rest.length === 0) return { folder, isReplacing: values.replace ?? false }
  throw new AppError('USAGE_RESTORE', 'restore 后面要写一个备份的目录')
}
