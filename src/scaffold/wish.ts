/** Reads what a maintainer answers; throws an AppError that says what would do. */
import { AppError, messageOf } from '../errors.ts'
import type { Named } from '../rule/order.ts'
import { compilePattern, type Compiled } from '../rule/pattern.ts'
import { collision } from '../rule/reserved.ts'
import { compileTemplate, type Template } from '../rule/template.ts'
import { sqlNameOf, type Table } from './table.ts'

const NAME = /^[\w-]+$/

export function readTitle(text: string): string {
  const title = text.trim()
  if (title === '') throw new AppError('TITLE_MISSING', '没有写标题')
  return title
}

export function readPattern(text: string): Template {
  return refuseReserved(compiled(text.trim()))
}

export function refuseReserved<Pattern extends Compiled>(pattern: Pattern): Pattern {
  const reserved = collision(pattern)
  if (!reserved) return pattern
  throw new AppError('PATTERN_TAKEN', `模式「${pattern.source}」和保留的「${reserved.source}」冲突`)
}

function compiled(source: string): Template {
  try {
    return compileTemplate(source)
  } catch (cause) {
    throw new AppError('PATTERN_UNUSABLE', messageOf(cause), { cause })
  }
}

/** An account's own rule may have the pattern of a shared one. */
export function refuseTaken({ source, skeleton }: Compiled, id: string, rules: readonly Named[]): void {
  const other = rules.find(
    ({ account, rule }) => account === accountOf(id) && skeletonsOf(rule).has(skeleton),
  )
  if (other)
    throw new AppError('PATTERN_TAKEN', `模式「${source}」和规则 ${other.id}（${other.rule.title}）的一样`)
}

const skeletonsOf = (rule: Named['rule']): ReadonlySet<string> =>
  new Set(
    rule.kind === 'query' || rule.kind === 'command'
      ? rule.patterns.flatMap(compilePattern).map(({ skeleton }) => skeleton)
      : [],
  )

/** By its number in the list, its name in TypeScript or its name in MySQL; nothing for none. */
export function readTable(text: string, tables: readonly Table[]): Table | undefined {
  const wanted = text.trim()
  if (wanted === '') return undefined
  const found =
    tables[Number(wanted) - 1] ??
    tables.find(({ name }) => name === wanted) ??
    tables.find((table) => sqlNameOf(table) === wanted)
  if (found) return found
  const names = tables.map(({ name }) => name).join('、')
  throw new AppError('TABLE_UNKNOWN', `没有表「${wanted}」；drizzle/schema.ts 里有：${names || '没有表'}`)
}

/** A name for a file, or that of an account's folder and one in it; `ids` are taken. */
export function readId(text: string, ids: readonly string[]): string {
  const names = text.split('/')
  if (names.length > 2 || !names.every((name) => NAME.test(name)))
    throw new AppError('RULE_NAME_UNUSABLE', `「${text}」不能作规则的文件名`)
  const other = ids.find((id) => id.toLowerCase() === text.toLowerCase())
  if (other) throw new AppError('RULE_EXISTS', `已经有规则 ${other}`)
  return text
}

/** Out of the table and the holes, or of the Latin words of the pattern. */
export function proposeId(
  { source, holes }: Pick<Compiled, 'source' | 'holes'>,
  table: Table | undefined,
  ids: readonly string[],
): string {
  const words = table ? [table.name, ...(holes.length > 0 ? ['by', ...holes] : [])] : [source]
  const name = words.flatMap(dashed).join('-') || 'answer'
  const taken = new Set(ids.map((id) => id.toLowerCase()))
  for (let number = 1; ; number++) {
    const id = number === 1 ? name : `${name}-${number}`
    if (!taken.has(id)) return id
  }
}

const dashed = (name: string): string[] =>
  name
    .replace(/(?<=[a-z\d])(?=[A-Z])/g, '-')
    .toLowerCase()
    .match(/[a-z\d]+/g) ?? []

export const accountOf = (id: string): string | undefined => (id.includes('/') ? id.split('/')[0] : undefined)
