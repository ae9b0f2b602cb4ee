import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { AppError } from '../errors.ts'
import { requireTable, withData } from './data/open.ts'
import { help } from './export.help.js'
import { parsed } from './options.ts'

/** `npm run export parts parts.csv`; without a file on standard output. */
export async function exportCommand(args: string[]): Promise<void> {
  const given = readArgs(args)
  await withData(async (data) => {
    const table = requireTable(data, given.table)
    const pieces = Readable.from(data.csv(table))
    if (given.file === undefined) return pipeline(pieces, process.stdout, { end: false })
    const { file } = given
    await data.find(table, { text: '', after: '' }, 1) // what cannot be read leaves no file
    await pipeline(pieces, createWriteStream(file)).catch((cause: NodeJS.ErrnoException) => {
      if (cause.syscall === undefined) throw cause
      throw new AppError('FILE_UNWRITABLE', `写不了 ${file}（${cause.message}）`, { cause })
    })
    process.stdout.write(`✓ 写好了 ${file}\n`)
  })
}

function readArgs(args: string[]): { readonly table: string; readonly file?: string | undefined } {
  const { options } = help
  const { positionals } = parsed({ args, allowPositionals: true, options }, 'export', 'USAGE_EXPORT')
  const [table, file, ...rest] = positionals
  if (table !== undefined && rest.length === 0) return { table, file }
  throw new AppError('USAGE_EXPORT', 'export 后面要写表名')
}
