/** The rules folder as it is now: every file read and validated, then the whole proved. */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { AppError, messageOf } from '../errors.ts'
import { ruleSchema, type Rule } from '../rule/define.ts'
import { hear } from '../rule/normalize.ts'
import type { Named } from '../rule/order.ts'
import { createRouter, type Router } from '../rule/router.ts'
import type { Topic } from '../rule/context.ts'
import { proveRule } from './prove-rule.ts'
import { proveWhole } from './prove-whole.ts'

/** What is wrong, where, and what to do. */
export type Problem = { readonly file: string; readonly message: string }

export type Rulebook = {
  readonly rules: readonly Named[]
  readonly router: Router
  readonly topics: readonly Topic[]
}

export type Loaded =
  | { readonly kind: 'loaded'; readonly rulebook: Rulebook }
  | { readonly kind: 'broken'; readonly problems: readonly Problem[] }

/** Reads every rule file of the folder; all problems are reported at once. */
export async function loadRulebook(folder: string): Promise<Loaded> {
  const files = await ruleFiles(folder)
  const read = await Promise.all(files.map(readRule))
  const problems = read.flatMap((one) => ('message' in one ? [one] : []))
  const rules = read.flatMap((one) => ('rule' in one ? [one] : []))
  problems.push(...rules.flatMap(proveRule))
  if (problems.length > 0) return { kind: 'broken', problems }
  const router = createRouter(rules)
  const unproved = proveWhole(rules, router)
  if (unproved.length > 0) return { kind: 'broken', problems: unproved }
  return { kind: 'loaded', rulebook: { rules, router, topics: topicsOf(router) } }
}

/** The rulebook of a folder without problems; throws RULES_BROKEN with all of them. */
export async function requireRulebook(folder: string): Promise<Rulebook> {
  const loaded = await loadRulebook(folder)
  if (loaded.kind === 'loaded') return loaded.rulebook
  const lines = loaded.problems.map(({ file, message }) => `  ${relative(process.cwd(), file)}：${message}`)
  throw new AppError('RULES_BROKEN', `规则有 ${lines.length} 处问题：\n${lines.join('\n')}`)
}

async function ruleFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder).catch((cause: unknown) => {
    throw new AppError('RULES_BROKEN', `读不了规则目录 ${folder}（${messageOf(cause)}）`, { cause })
  })
  const names = entries.filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.d.ts') && !name.startsWith('.'),
  )
  return names.sort().map((name) => join(folder, name))
}

async function readRule(file: string): Promise<Named | Problem> {
  try {
    const version = createHash('sha1')
      .update(await readFile(file))
      .digest('hex')
      .slice(0, 12)
    const module: { default?: unknown } = await import(`${pathToFileURL(file).href}?${version}`)
    if (module.default === undefined)
      return { file, message: '没有 export default；规则要写成 export default query({ … })' }
    return { id: basename(file, '.ts'), file, rule: validRule(module.default) }
  } catch (error) {
    return { file, message: messageOf(error) }
  }
}

function validRule(value: unknown): Rule {
  const parsed = ruleSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const wrong = parsed.error.issues.map(
    (issue) => `${issue.path.join('.') || 'export default'}：${issue.message}`,
  )
  throw new AppError(
    'RULES_BROKEN',
    `export default 不是规则（用 query 或 fallback 来写）：${wrong.join('；')}`,
  )
}

/** Each rule once, at the place of its first pattern. */
function topicsOf(router: Router): Topic[] {
  const rules = new Set(router.routes.map((route) => route.named.rule))
  return [...rules].map(({ title, examples }) => ({ title, example: hear(examples[0]?.say ?? '').text }))
}
