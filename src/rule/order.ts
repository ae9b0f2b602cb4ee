import { groupBy } from './group.ts'
import { precede } from './precede.ts'
import type { OnRule, QueryRule, Rule } from './rule.ts'
import { compilePattern, type Template } from './pattern.ts'

/** A rule with its id, which is its file's name, after the account's where it is one account's only. */
export type Named<R extends Rule = Rule> = {
  readonly id: string
  readonly file: string
  readonly account?: string | undefined
  readonly rule: R
}

/** One pattern of one rule in the pipeline; the first position is 1. */
export type Route<R extends QueryRule | OnRule = QueryRule> = {
  readonly position: number
  readonly named: Named<R>
  readonly template: Template
  readonly rank: Rank
}

/** An exact text, a literal and then holes, or a template that begins with a hole. */
export type Rank = 'exact' | 'prefix' | 'template'

/** The most specific first: exact texts, then the longer literal prefix, then templates that begin with a hole. */
export function orderRoutes<R extends QueryRule | OnRule>(rules: readonly Named<R>[]): Route<R>[] {
  const sorted = rules
    .flatMap((named) => named.rule.patterns.map((source) => unplaced(named, compilePattern(source))))
    .sort(compareRoutes)
  return settled(sorted).map((route, index) => ({ ...route, position: index + 1 }))
}

/** Among routes of equal patterns `before` decides. */
function settled<R extends QueryRule | OnRule>(sorted: readonly Route<R>[]): Route<R>[] {
  const groups = groupBy(sorted, (route) => `${route.rank}\n${skeletonOf(route)}`)
  return [...groups.values()].flatMap((group) =>
    group.length > 1 ? precede(group, ({ named }) => named) : group,
  )
}

function unplaced<R extends QueryRule | OnRule>(named: Named<R>, template: Template): Route<R> {
  const rank = template.holes.length === 0 ? 'exact' : template.prefix === '' ? 'template' : 'prefix'
  return { position: 0, named, template, rank }
}

const RANKS: readonly Rank[] = ['exact', 'prefix', 'template']

type Any = Route<QueryRule | OnRule>

function compareRoutes(a: Any, b: Any): number {
  return (
    RANKS.indexOf(a.rank) - RANKS.indexOf(b.rank) ||
    b.template.prefix.length - a.template.prefix.length ||
    b.template.weight - a.template.weight ||
    compareText(skeletonOf(a), skeletonOf(b)) ||
    Number(b.named.account !== undefined) - Number(a.named.account !== undefined) ||
    compareText(a.named.id, b.named.id)
  )
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Equal for patterns that differ in the names of their holes only. */
export function skeletonOf({ template }: Pick<Any, 'template'>): string {
  return template.parts
    .map((part) => (part.kind === 'literal' ? part.text : part.kind === 'gap' ? ' ' : '{}'))
    .join('')
}
