/** A rule file for what fans keep asking, out of their own words. */
import { AppError } from '../errors.ts'
import { parseRoute } from '../rule/match.ts'
import { hear, isWordless, withoutFinalStops } from '../rule/normalize.ts'
import type { Named } from '../rule/order.ts'
import type { QueryRule } from '../rule/rule.ts'
import { createRouter } from '../rule/router.ts'
import { withoutPersonal } from './code-shape.ts'
import { columnsOf, type Columns } from './columns.ts'
import { draftedRule } from './drafted-rule.ts'
import { infer, patternOf, type Inferred } from './infer.ts'
import type { Known } from './known.ts'
import { scaffold, type Said, type Scaffold, type Wish } from './scaffold.ts'
import type { Table } from './table.ts'
import { titleOf } from './title.ts'
import { accountOf, proposeId, readTitle, refuseTaken } from './wish.ts'

/** What fans have asked in one form or another, and no rule has answered. */
export type Asked = {
  readonly account: string
  /** How often. */
  readonly n: number
  /** Their own words, the latest first. */
  readonly wordings: readonly string[]
}

export type DraftDeps = {
  readonly rules: readonly Named[]
  readonly tables: readonly Table[]
  /** What the key columns of the tables hold, as far as that is known. */
  readonly known: readonly Known[]
  /** Undefined: made from the pattern. */
  readonly title?: string | undefined
  /** Undefined: proposed. */
  readonly id?: string | undefined
}

export type Draft = Scaffold & {
  readonly id: string
  readonly pattern: string
  readonly guess: Columns['guess']
  /** As the file will be read, but for what it replies. */
  readonly rule: QueryRule
  /** Whose rule it is, where it is not everybody's. */
  readonly account: string | undefined
}

/** A longer text is nobody's question twice. */
const LENGTH_LIMIT = 60
const EXAMPLES = 4

/** The codes that fans have asked for, to be looked up. */
export const codesIn = ({ wordings, n }: Asked): string[] =>
  infer(heard(usable(wordings)), n, () => true).codes.flat()

/** Throws an AppError that says why not, and what to do instead. */
export function draft(asked: Asked, { rules, tables, known, title, id: name }: DraftDeps): Draft {
  const texts = usable(asked.wordings)
  const isKnown = (code: string) => columnsOf([[code]], known).guess?.isThere === true
  const inferred = infer(heard(texts), asked.n, isKnown)
  const { table, names, guess } = columnsOf(inferred.codes, known)
  const pattern = patternOf(inferred, names)
  const said = saidOf(texts, pattern, names, inferred)
  const id = name ?? idFor(asked.account, inferred, table, names, rules)
  refuseTaken(pattern, id, rules)
  const wish = { title: readTitle(title ?? titleOf(inferred.words)), pattern, table, tables, said }
  const rule = draftedRule(wish, names, inferred.codes)
  return { ...scaffold(wish), id, account: accountOf(id), pattern: pattern.source, guess, rule }
}

/** Texts with words in them, none of them somebody's own. */
function usable(wordings: readonly string[]): string[] {
  if (wordings.length === 0)
    throw new AppError('DRAFT_IMPOSSIBLE', '粉丝的原话已经到期删除，看不出是怎么问的')
  const texts = [...new Set(wordings.map(withoutPersonal))].filter((text) => withoutStops(text) !== '')
  if (texts.length === 0 || texts.every(isWordless))
    throw new AppError('DRAFT_IMPOSSIBLE', '这里没有文字，写不成听文字的规则')
  const short = texts.filter((text) => withoutStops(text).length <= LENGTH_LIMIT && !isWordless(text))
  if (short.length === 0)
    throw new AppError('DRAFT_IMPOSSIBLE', `这句话超过 ${LENGTH_LIMIT} 个字，不会有第二位粉丝照样再说一遍`)
  return short
}

const withoutStops = (text: string): string => withoutFinalStops(hear(text).text).trim()
const heard = (texts: readonly string[]): string[] => texts.map(withoutStops)

/** The texts that the pattern hears, each with what it reads from them. */
function saidOf(
  texts: readonly string[],
  pattern: Wish['pattern'],
  names: readonly string[],
  { codes }: Inferred,
): readonly Said[] {
  const rule = draftedRule({ title: '', pattern, said: [] }, names, codes)
  const [route] = createRouter([{ id: '', file: '', rule }]).routes
  const said = texts.flatMap((text) => {
    const parsed = route && parseRoute(route, hear(text))
    return parsed?.kind === 'valid' ? [{ text, values: valuesIn(parsed.params) }] : []
  })
  if (said.length === 0)
    throw new AppError('DRAFT_IMPOSSIBLE', `看不出模式：「${pattern.source}」听不到粉丝的原话`)
  return said.slice(0, EXAMPLES)
}

const valuesIn = (params: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]))

/** In the folder of the account where that has rules of its own. */
function idFor(
  account: string,
  { words }: Inferred,
  table: Table | undefined,
  names: readonly string[],
  rules: readonly Named[],
): string {
  const prefix = rules.some((named) => named.account === account) ? `${account}/` : ''
  const taken = rules.flatMap(({ id }) => (id.startsWith(prefix) ? [id.slice(prefix.length)] : []))
  return prefix + proposeId({ source: words.join(' '), holes: names }, table, taken)
}
