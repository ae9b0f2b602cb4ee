import { groupBy } from './group.ts'
import { precede } from './precede.ts'
import type { OnRule, Rule, TextRule } from './rule.ts'
import { compilePattern, type Compiled } from './pattern.ts'

/** A rule with its id, which is its file's name, after the account's where it is one account's only. */
export type Named<R extends Rule = Rule> = {
  readonly id: string
  readonly file: string
  readonly account?: string | undefined
  readonly rule: R
}

/** One pattern of one rule in the pipeline; the first position is 1. */
export type Route<R extends TextRule | OnRule = TextRule> = {
  readonly position: number
  readonly named: Named<R>
  readonly compiled: Compiled
  readonly rank: Rank
}

/** An exact text, a literal and then holes, a template that begins with a hole, a keyword, a regular expression. */
export type Rank = 'exact' | 'prefix' | 'template' | 'contains' | 'regex'

/** The most specific first; among equally specific ones `before` decides. */
export function orderRoutes<R extends TextRule | OnRule>(rules: readonly Named<R>[]): Route<R>[] {
  const sorted = rules
    .flatMap((named) => named.rule.patterns.flatMap(compilePattern).map((one) => unplaced(named, one)))
    .sort(compareRoutes)
  const groups = [...groupBy(sorted, specificity).values()]
  return groups
    .flatMap((group) => precede(group, ({ named }) => named))
    .map((route, index) => ({ ...route, position: index + 1 }))
}

function unplaced<R extends TextRule | OnRule>(named: Named<R>, compiled: Compiled): Route<R> {
  return { position: 0, named, compiled, rank: rankOf(compiled) }
}

function rankOf(compiled: Compiled): Rank {
  if (compiled.kind !== 'template') return compiled.kind
  return compiled.holes.length === 0 ? 'exact' : compiled.prefix === '' ? 'template' : 'prefix'
}

const RANKS: readonly Rank[] = ['exact', 'prefix', 'template', 'contains', 'regex']

type Any = Route<TextRule | OnRule>

/** Equal for routes of which neither is more specific than the other. */
export const specificity = ({ rank, compiled }: Any): string =>
  `${rank} ${prefixOf(compiled).length} ${compiled.weight}`

function compareRoutes(a: Any, b: Any): number {
  return (
    RANKS.indexOf(a.rank) - RANKS.indexOf(b.rank) ||
    prefixOf(b.compiled).length - prefixOf(a.compiled).length ||
    b.compiled.weight - a.compiled.weight ||
    compareText(a.compiled.skeleton, b.compiled.skeleton) ||
    Number(b.named.account !== undefined) - Number(a.named.account !== undefined) ||
    compareText(a.named.id, b.named.id)
  )
}

export const prefixOf = (compiled: Compiled): string => (compiled.kind === 'template' ? compiled.prefix : '')

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
