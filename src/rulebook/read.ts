import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { AppError, messageOf } from '../errors.ts'
import type { Named } from '../rule/order.ts'
import { ruleSchema, type Rule } from '../rule/rule.ts'
import { ruleFiles } from './files.ts'
import { importProblems } from './imports.ts'
import { lineInStack, type Problem } from './problem.ts'

/** Well below the 5 s after which `check` ends a file that loops. */
const IMPORT_LIMIT_MS = 3_000

export type Hooks = {
  /** Told of each file before it is imported. */
  readonly onRead?: (file: string) => void
}

export type ReadRules = {
  readonly rules: readonly Named[]
  readonly problems: readonly Problem[]
  /** The ids of the files that could not be read. */
  readonly broken: readonly string[]
}

/** Every rule file of the folder, and of the folders in it, each of which belongs to the account of its name. */
export async function readRules(folder: string, { onRead }: Hooks): Promise<ReadRules> {
  const { paths, problems: misplaced } = await ruleFiles(folder)
  // Not all at once: thousands of rules are more files than a process may have open.
  const sources: Source[] = []
  for (const path of paths) sources.push(await readSource(folder, path))
  const rules: Named[] = []
  const problems: Problem[] = [...misplaced]
  const broken: string[] = []
  for (const source of sources) {
    if (source.problems.length === 0) onRead?.(source.file)
    const read = source.problems.length > 0 ? source.problems : await importRule(source)
    if (Array.isArray(read)) {
      problems.push(...read)
      broken.push(source.id)
    } else rules.push(read)
  }
  return { rules, problems, broken }
}

type Source = {
  readonly file: string
  /** Of its content, so that an untouched file stays the same module. */
  readonly version: string
  readonly account: string | undefined
  readonly id: string
  readonly problems: Problem[]
}

async function readSource(folder: string, path: string): Promise<Source> {
  const file = join(folder, path)
  const account = dirname(path) === '.' ? undefined : dirname(path)
  const source = await readFile(file, 'utf8')
  const version = createHash('sha1').update(source).digest('hex').slice(0, 12)
  return {
    file,
    version,
    account,
    id: path.replace(/\.ts$/, ''),
    problems: await importProblems(file, source),
  }
}

async function importRule({ file, version, account, id }: Source): Promise<Named | Problem[]> {
  try {
    const module = await withinLimit(import(`${pathToFileURL(file).href}?${version}`))
    if (module.default === undefined)
      return [{ file, message: '没有 export default；规则要写成 export default query({ … })' }]
    return { id, file, account, rule: validRule(module.default) }
  } catch (error) {
    return [problemIn(file, error)]
  }
}

/** A top-level `await` may wait for ever, and nobody else would be read after it. */
async function withinLimit(reading: Promise<{ default?: unknown }>): Promise<{ default?: unknown }> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_, reject) => {
    const message = `${IMPORT_LIMIT_MS / 1000} 秒还没有读完；看看处理函数之外有没有不会结束的 await`
    timer = setTimeout(() => reject(new AppError('RULES_BROKEN', message)), IMPORT_LIMIT_MS)
  })
  return Promise.race([reading, limit]).finally(() => clearTimeout(timer))
}

/** The place of a syntax error, out of the compiler's words. */
function problemIn(file: string, error: unknown): Problem {
  const message = messageOf(error)
  const [, line, column, text] = /:(\d+):(\d+): ERROR: (.+)/.exec(message) ?? []
  if (text !== undefined) return { file, line: Number(line), message: `第 ${column} 列写错了：${text}` }
  const thrownAt = lineInStack(error, file)
  const isSchema = /drizzle\/schema\.ts|#schema/.test(message)
  return {
    file,
    ...(thrownAt !== undefined && { line: thrownAt }),
    message: isSchema ? `${message}（改过 drizzle/schema.ts 后要重新启动）` : message,
  }
}

function validRule(value: unknown): Rule {
  const parsed = ruleSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const wrong = parsed.error.issues.map(({ path, message }) =>
    path.length > 0 && path[0] !== 'kind' ? `${path.join('.')}：${message}` : message,
  )
  throw new AppError(
    'RULES_BROKEN',
    `规则不完整（用 query、command、on 或 fallback 来写）：${wrong.slice(0, 3).join('；')}`,
  )
}
