import { open } from 'node:fs/promises'
import type { Data } from '../data/data.ts'
import type { Checked, Imported } from '../data/import.ts'
import { tellFileProblem, type FileProblem } from '../data/open.ts'
import type { DataTable } from '../data/tables.ts'
import { AppError, messageOf } from '../errors.ts'
import { requireTable, withData } from './data/open.ts'
import { createProgress } from './data/progress.ts'
import { inChinese, tellChecked, tellCounts } from './data/tell.ts'
import { help } from './import.help.js'
import { parsed } from './options.ts'
import { createQuestions } from './questions.ts'

/** `npm run import parts parts.csv`: what it would do, then, if that is wanted, all of it or nothing. */
export async function importCommand(args: string[]): Promise<void> {
  const given = readArgs(args)
  await requireReadable(given.file)
  await withData(async (data) => {
    const table = requireTable(data, given.table)
    const checked = await lookThrough(data, table, given.file)
    const { fresh, changed, same, bad } = checked.counts
    process.stdout.write(tellChecked(given.file, table, checked))
    if (bad > 0) return fail(`有 ${bad} 行有问题，什么都没有写入`)
    if (fresh + changed === 0)
      return void process.stdout.write(`✓ ${same === 0 ? '文件里一行数据也没有，' : ''}没有要写入的\n`)
    if (given.isSure || (await isWanted(given))) await write(data, table, given.file)
  })
}

type Given = { readonly table: string; readonly file: string; readonly isSure: boolean }

function readArgs(args: string[]): Given {
  const { values, positionals } = parsed(
    { args, allowPositionals: true, options: help.options },
    'import',
    'USAGE_IMPORT',
  )
  const [table, file, ...rest] = positionals
  if (table !== undefined && file !== undefined && rest.length === 0)
    return { table, file, isSure: values.yes ?? false }
  throw new AppError('USAGE_IMPORT', 'import 后面要写表名和文件')
}

async function requireReadable(file: string): Promise<void> {
  try {
    const handle = await open(file)
    const isFile = (await handle.stat()).isFile()
    await handle.close()
    if (isFile) return
  } catch (cause) {
    throw new AppError('FILE_UNREADABLE', `读不了 ${file}（${messageOf(cause)}）`, { cause })
  }
  throw new AppError('FILE_UNREADABLE', `${file} 不是文件`)
}

async function lookThrough(data: Data, table: DataTable, file: string): Promise<Checked> {
  const progress = createProgress('检查')
  const result = await data.check(file, table, progress.at).finally(progress.end)
  if (result.kind === 'checked') return result
  throw new AppError('CSV_UNUSABLE', tellFileProblem(inChinese, result))
}

async function isWanted({ table, file }: Given): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    fail(`还没有写入：这里不是终端，不能问。要写入就运行：npm run import ${table} ${file} -- --yes`)
    return false
  }
  const questions = createQuestions()
  try {
    const isYes = /^(y|yes|是|好|写入)$/i.test((await questions.ask('写入吗？（y/N）')).trim())
    if (!isYes) process.stdout.write('没有写入\n')
    return isYes
  } finally {
    questions.close()
  }
}

async function write(data: Data, table: DataTable, file: string): Promise<void> {
  const progress = createProgress('写入')
  const result = await data.import(file, table, progress.at).finally(progress.end)
  if (result.kind === 'done') return void process.stdout.write(`✓ 写好了：${tellCounts(result.counts)}\n`)
  throw new AppError('IMPORT_REFUSED', `什么都没有写入：${whyNot(result)}`)
}

/** The file or the table has changed since it was looked through, or MySQL knows better. */
function whyNot(result: Exclude<Imported, { kind: 'done' }> | Checked | FileProblem): string {
  switch (result.kind) {
    case 'checked':
      return `文件在检查之后变了，现在有 ${result.counts.bad} 行有问题`
    case 'refused': {
      const [first, last] = result.lines
      return `第 ${first}${last === first ? '' : ` 到 ${last}`} 行 MySQL 不收（${result.message}）`
    }
    default:
      return tellFileProblem(inChinese, result)
  }
}

function fail(message: string): void {
  process.stdout.write(`✗ ${message}\n`)
  process.exitCode = 1
}
