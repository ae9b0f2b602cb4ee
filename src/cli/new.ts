import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import * as schema from '../../drizzle/schema.ts'
import { readConfig, type Config } from '../config.ts'
import { AppError } from '../errors.ts'
import type { Named } from '../rule/order.ts'
import { loadRulebook, requireRulebook } from '../rulebook/load.ts'
import { pathOf, placeOf } from '../rulebook/problem.ts'
import { format } from '../scaffold/format.ts'
import { scaffold, type Scaffold, type Wish } from '../scaffold/scaffold.ts'
import { tablesOf, type Table } from '../scaffold/table.ts'
import {
  accountOf,
  proposeId,
  readId,
  readPattern,
  readTable,
  readTitle,
  refuseTaken,
} from '../scaffold/wish.ts'
import { help } from './new.help.js'
import { parsed } from './options.ts'
import { createQuestions, TITLE_QUESTION, type Questions } from './questions.ts'

/** `npm run new`: three questions, and a rule file that passes `npm run check`. */
export async function newCommand(args: string[]): Promise<void> {
  const given = readArgs(args)
  const config = readConfig()
  const { rulesDir } = config
  const { rules } = await requireRulebook(rulesDir)
  if (given.id !== undefined) readId(given.id, idsOf(rules))
  const { id, source, say, obstacles } = await (given.from === undefined
    ? wished(given, rules)
    : drafted(given.from, given, config))
  const file = join(rulesDir, `${id}.ts`)
  const formatted = await format(source, file)
  await writeProved(file, formatted, rulesDir)
  const isDraft = given.from !== undefined
  process.stdout.write(report(file, { say, obstacles, isDraft }, accountOf(id)))
}

type Made = Scaffold & { readonly id: string }

async function wished(given: Given, rules: readonly Named[]): Promise<Made> {
  const wish = await askFor(given)
  const id = given.id ?? proposeId(wish.pattern, wish.table, idsOf(rules))
  refuseTaken(wish.pattern, id, rules)
  return { ...scaffold(wish), id }
}

const idsOf = (rules: readonly Named[]): string[] => rules.map(({ id }) => id)

/** The database is opened for this alone. */
async function drafted(from: string, given: Given, config: Config): Promise<Made> {
  const { draftFrom } = await import('./draft-from.ts')
  return draftFrom(from, given, config)
}

type Given = {
  readonly id: string | undefined
  readonly title?: string | undefined
  /** The number of what no rule answers. */
  readonly from?: string | undefined
  readonly pattern?: string | undefined
  readonly table?: string | undefined
}

function readArgs(args: string[]): Given {
  const { options } = help
  const { values, positionals } = parsed({ args, allowPositionals: true, options }, 'new', 'USAGE_NEW')
  const isTwice = values.from !== undefined && (values.pattern ?? values.table) !== undefined
  if (positionals.length < 2 && !isTwice) return { ...values, id: positionals[0] }
  throw new AppError('USAGE_NEW', 'new 后面只写一个文件名；有 --from 就不写 --pattern 和 --table')
}

/** What was not given is asked, and each answer is read before the next question. */
async function askFor(given: Given): Promise<Wish> {
  const tables = tablesOf(schema)
  const questions = createQuestions()
  try {
    const title = readTitle(given.title ?? (await questions.ask(TITLE_QUESTION)))
    const pattern = readPattern(given.pattern ?? (await questions.ask(PATTERN_QUESTION)))
    const table = readTable(given.table ?? (await askTable(questions, tables)), tables)
    return { title, pattern, table, tables }
  } finally {
    questions.close()
  }
}

const PATTERN_QUESTION = '模式（粉丝发什么；例如 ?{part}，花括号是空位，里面是它的名字）：'

async function askTable(questions: Questions, tables: readonly Table[]): Promise<string> {
  if (tables.length === 0) return ''
  const list = tables.map(({ name }, index) => `  ${index + 1}. ${name}\n`).join('')
  return questions.ask(`查哪张表：\n${list}编号或表名（不查表就直接回车）：`)
}

/** Takes the file away again if the rules do not go together with it. */
async function writeProved(file: string, source: string, rulesDir: string): Promise<void> {
  const made = await mkdir(dirname(file), { recursive: true })
  await writeFile(file, source, { flag: 'wx' })
  const loaded = await loadRulebook(rulesDir)
  if (loaded.kind === 'loaded') return
  await rm(made ?? file, { recursive: true })
  const problems = loaded.problems.map((problem) => `  ${placeOf(problem)}：${problem.message}`)
  throw new AppError('RULE_REFUSED', `这条规则和已有的规则合不来，没有留下：\n${problems.join('\n')}`)
}

type Told = Pick<Scaffold, 'say' | 'obstacles'> & { readonly isDraft: boolean }

function report(file: string, { say, obstacles, isDraft }: Told, account: string | undefined): string {
  const quoted = `'${say.replaceAll("'", `'\\''`)}'`
  const ask = account === undefined ? quoted : `-- --account ${account} ${quoted}`
  const todo = obstacles.map((obstacle) => `  还要补上 given 和有回答的示例：${obstacle}\n`).join('')
  return [
    `✓ 写好了 ${pathOf(file)}，${isDraft ? '它已经能回答：先把回答改成要说的话' : '标题、列名和回答的文字都可以改'}\n`,
    todo,
    `  试一试：npm run ask ${ask}\n`,
    `  检查：npm run check\n`,
  ].join('')
}
