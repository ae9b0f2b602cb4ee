import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { AppError, messageOf } from '../errors.ts'
import type { Named } from '../rule/order.ts'
import { ruleSchema, type Rule } from '../rule/rule.ts'
import type { Problem } from './load.ts'

/** Every rule file of the folder, and of the folders in it, each of which belongs to the account of its name. */
export async function readRules(folder: string): Promise<{ rules: Named[]; problems: Problem[] }> {
  const read = await Promise.all((await ruleFiles(folder)).map((path) => readRule(folder, path)))
  return {
    rules: read.flatMap((one) => ('rule' in one ? [one] : [])),
    problems: read.flatMap((one) => ('message' in one ? [one] : [])),
  }
}

/** Paths below the folder, with forward slashes. */
async function ruleFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw new AppError('RULES_MISSING', `读不了规则目录 ${folder}（${messageOf(cause)}）`, { cause })
  })
  const accounts = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
  const inside = await Promise.all(
    accounts.map(async ({ name }) => (await readdir(join(folder, name))).map((file) => `${name}/${file}`)),
  )
  const paths = [...entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name), ...inside.flat()]
  return paths.filter((path) => /(^|\/)[^./][^/]*\.ts$/.test(path) && !path.endsWith('.d.ts')).sort()
}

async function readRule(folder: string, path: string): Promise<Named | Problem> {
  const file = join(folder, path)
  const account = dirname(path) === '.' ? undefined : dirname(path)
  const name = basename(path, '.ts')
  try {
    const version = createHash('sha1')
      .update(await readFile(file))
      .digest('hex')
      .slice(0, 12)
    const module: { default?: unknown } = await import(`${pathToFileURL(file).href}?${version}`)
    if (module.default === undefined)
      return { file, message: '没有 export default；规则要写成 export default query({ … })' }
    return {
      id: account === undefined ? name : `${account}/${name}`,
      file,
      account,
      rule: validRule(module.default),
    }
  } catch (error) {
    return { file, message: readable(messageOf(error)) }
  }
}

/** The place of a syntax error, out of the compiler's words. */
function readable(message: string): string {
  const [, line, column, text] = /:(\d+):(\d+): ERROR: (.+)/.exec(message) ?? []
  return text === undefined ? message : `第 ${line} 行第 ${column} 列写错了：${text}`
}

function validRule(value: unknown): Rule {
  const parsed = ruleSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const wrong = parsed.error.issues.map(({ path, message }) =>
    path.length > 0 && path[0] !== 'kind' ? `${path.join('.')}：${message}` : message,
  )
  throw new AppError(
    'RULES_BROKEN',
    `规则不完整（用 query、on 或 fallback 来写）：${wrong.slice(0, 3).join('；')}`,
  )
}
