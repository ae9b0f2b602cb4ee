import type { QueryRule, Rule } from './define.ts'
import { compilePattern, type Template } from './pattern.ts'

/** A rule with its id, which is its file's name. */
export type Named<R extends Rule = Rule> = { readonly id: string; readonly file: string; readonly rule: R }

/** One pattern of one rule in the pipeline; the first position is 1. */
export type Route = {
  readonly position: number
  readonly named: Named<QueryRule>
  readonly template: Template
  readonly rank: Rank
}

/** An exact text, a literal and then holes, or a template that begins with a hole. */
export type Rank = 'exact' | 'prefix' | 'template'

/** The most specific first: exact texts, then the longer literal prefix, then templates that begin with a hole. */
export function orderRoutes(rules: readonly Named[]): Route[] {
  return rules
    .filter((named): named is Named<QueryRule> => named.rule.kind === 'query')
    .flatMap((named) => named.rule.patterns.map((source) => unplaced(named, compilePattern(source))))
    .sort(compareRoutes)
    .map((route, index) => ({ ...route, position: index + 1 }))
}

function unplaced(named: Named<QueryRule>, template: Template): Route {
  const rank = template.holes.length === 0 ? 'exact' : template.prefix === '' ? 'template' : 'prefix'
  return { position: 0, named, template, rank }
}

const RANKS: readonly Rank[] = ['exact', 'prefix', 'template']

function compareRoutes(a: Route, b: Route): number {
  return (
    RANKS.indexOf(a.rank) - RANKS.indexOf(b.rank) ||
    b.template.prefix.length - a.template.prefix.length ||
    b.template.weight - a.template.weight ||
    compareText(skeletonOf(a), skeletonOf(b)) ||
    precedence(a, b) ||
    compareText(a.named.id, b.named.id)
  )
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function precedence(a: Route, b: Route): number {
  return Number(b.named.rule.before.includes(a.named.id)) - Number(a.named.rule.before.includes(b.named.id))
}

/** Equal for patterns that differ in the names of their holes only. */
export function skeletonOf({ template }: Route): string {
  return template.parts
    .map((part) => (part.kind === 'literal' ? part.text : part.kind === 'gap' ? ' ' : '{}'))
    .join('')
}
