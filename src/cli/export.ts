import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { AppError, messageOf } from '../errors.ts'
import { requireTable, withData } from './data/open.ts'

const HELP = `npm run export 表名 文件.csv         整张表写进文件，表格软件能直接打开，npm run import 能原样读回
npm run --silent export 表名 > 文件  写到标准输出

说明见 docs/data.zh-CN.md。
`

/** `npm run export parts parts.csv`; without a file on standard output. */
export async function exportCommand(args: string[]): Promise<void> {
  const given = readArgs(args)
  if (given === 'help') return void process.stdout.write(HELP)
  await withData(async (data) => {
    const table = requireTable(data, given.table)
    const pieces = Readable.from(data.csv(table))
    if (given.file === undefined) return pipeline(pieces, process.stdout, { end: false })
    const { file } = given
    await pipeline(pieces, createWriteStream(file)).catch((cause: NodeJS.ErrnoException) => {
      if (cause.syscall === undefined) throw cause
      throw new AppError('FILE_UNWRITABLE', `写不了 ${file}（${cause.message}）`, { cause })
    })
    process.stdout.write(`✓ 写好了 ${file}\n`)
  })
}

function readArgs(args: string[]): { readonly table: string; readonly file?: string | undefined } | 'help' {
  try {
    const options = { help: { type: 'boolean', default: false } } as const
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options })
    if (values.help) return 'help'
    const [table, file, ...rest] = positionals
    if (table !== undefined && rest.length === 0) return { table, file }
  } catch (cause) {
    throw new AppError('USAGE_EXPORT', `export 不认识这样的写法（${messageOf(cause)}）`, { cause })
  }
  throw new AppError('USAGE_EXPORT', 'export 后面要写表名')
}
