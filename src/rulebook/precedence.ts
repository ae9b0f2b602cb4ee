/** Who is meant to go before whom. */
import { hear } from '../rule/normalize.ts'
import type { Named } from '../rule/order.ts'
import type { OnRule, Rule } from '../rule/rule.ts'

export type Ordered = Named<Exclude<Rule, { kind: 'fallback' }>>
export type Rules = ReadonlyMap<string, Named>

export const isOrdered = (named: Named): named is Ordered => named.rule.kind !== 'fallback'

export const sharedKind = (a: OnRule, b: OnRule): string | undefined =>
  a.on.find((kind) => b.on.includes(kind))

/** Rules are ordered among themselves by `before`, and an account's own one goes before a shared one. */
export function isSettled(a: Ordered, b: Ordered): boolean {
  return (
    a.id === b.id || a.account !== b.account || a.rule.before.includes(b.id) !== b.rule.before.includes(a.id)
  )
}

/** What a rule that goes before this one answers is meant so: said by `before`, or an account's own in a shared one's place. */
export function isGivenWay(named: Named, winner: Named, rules: Rules): boolean {
  if (goesBeforeAtLast(winner, named, rules)) return true
  if (named.account !== undefined || winner.account === undefined) return false
  if (winner.rule.kind === 'on')
    return named.rule.kind === 'on' && sharedKind(named.rule, winner.rule) !== undefined
  if (!isOrdered(winner) || !isOrdered(named)) return false
  const theirs = named.rule.patterns.map(heardPattern)
  return winner.rule.patterns.some((pattern) => theirs.includes(heardPattern(pattern)))
}

const heardPattern = (pattern: unknown): string =>
  typeof pattern === 'string' ? hear(pattern).folded : JSON.stringify(pattern)

/** Through any number of rules between; those seen already are not asked again. */
export function goesBeforeAtLast(a: Named, b: Named, rules: Rules, seen: readonly string[] = []): boolean {
  if (!isOrdered(a) || seen.includes(a.id)) return false
  if (a.rule.before.includes(b.id)) return true
  return a.rule.before.some((id) => {
    const next = rules.get(id)
    return next !== undefined && goesBeforeAtLast(next, b, rules, [...seen, a.id])
  })
}
