import { parseRoute } from '../rule/match.ts'
import { hear } from '../rule/normalize.ts'
import { orderRoutes, type Named } from '../rule/order.ts'
import { createRouter, type Router } from '../rule/router.ts'
import { sayings, type Rule, type TextRule } from '../rule/rule.ts'
import type { Rulebook } from './load.ts'
import type { Problem } from './problem.ts'
import { proveRule } from './prove-rule.ts'
import { proveWhole } from './prove-whole.ts'
import { textDecisions } from './rehearse.ts'

/** What would be wrong if this rule stood beside the others. Only those are asked whose texts have to do with it. */
export function problemsBeside(named: Named<TextRule>, { rules, of }: Rulebook): Problem[] {
  const alone = proveRule(named)
  if (alone.length > 0) return alone
  const owners = named.account === undefined ? rules.map(({ account }) => account) : [named.account]
  const problems = [...new Set([named.account, ...owners])].flatMap((owner) => {
    const mine = rules.filter(({ account }) => account === undefined || account === owner)
    const near = [...neighbours(named, mine, of(owner ?? '').router), named]
    const left = new Set(mine.filter((other) => !near.includes(other)).map(({ id }) => id))
    return proveWhole(near, createRouter(near), left)
  })
  return [...new Map(problems.map((problem) => [problem.message, problem])).values()]
}

/** Who hears one of its examples now, whose examples it would hear, and whose are guesses. */
function neighbours(named: Named<TextRule>, mine: readonly Named[], router: Router): Named[] {
  const routes = orderRoutes([named])
  const hears = (text: string) => routes.some((route) => parseRoute(route, hear(text))?.kind === 'valid')
  const rivals = new Set(named.rule.examples.flatMap(sayings).flatMap((text) => hearersOf(text, router)))
  const isNear = (example: Rule['examples'][number]) =>
    ('outcome' in example && example.outcome === 'suggestion') || sayings(example).some(hears)
  return mine.filter(
    ({ id, rule }) => rivals.has(id) || rule.kind === 'fallback' || rule.examples.some(isNear),
  )
}

const hearersOf = (text: string, router: Router): string[] =>
  [...textDecisions(text, router)].flatMap((decision) =>
    decision.kind === 'reserved' ? [] : [decision.named.id],
  )
