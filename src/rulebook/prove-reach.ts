/** Every pattern of a rule, an alias too, must lead to it. */
import { groupBy } from '../rule/group.ts'
import { parseRoute } from '../rule/match.ts'
import { hear } from '../rule/normalize.ts'
import type { Named, Route } from '../rule/order.ts'
import type { Values } from '../rule/params.ts'
import type { Router } from '../rule/router.ts'
import { sayings } from '../rule/rule.ts'
import { isGivenWay, type Rules } from './precedence.ts'
import { pathOf, problemAt, type Problem } from './problem.ts'
import { textDecisions } from './rehearse.ts'

/** Patterns whose own text, with the values of an example in its holes, another rule answers. */
export function proveReach(rules: readonly Named[], router: Router): Problem[] {
  const byId: Rules = new Map(rules.map((named) => [named.id, named]))
  const siblings = groupBy(router.routes, ({ named }) => named.id)
  return router.routes.flatMap((route) => {
    const text = sampleOf(route, siblings.get(route.named.id) ?? [])
    if (text === undefined) return []
    const [decision] = textDecisions(text, router)
    if (!decision || decision.kind === 'reserved' || isItsOwn(route, decision.named, byId)) return []
    const message = `pattern「${route.compiled.source}」永远轮不到：「${text}」由 ${pathOf(decision.named.file)} 的规则 ${decision.named.id} 回答；改 pattern，或写 before`
    return [problemAt(route.named.file, route.compiled.source, message, 'pattern')]
  })
}

const isItsOwn = ({ named }: Route, winner: Named, rules: Rules): boolean =>
  winner.id === named.id || isGivenWay(named, winner, rules)

/** A text for the pattern; none for what only a part of a text decides, or without an example to take values from. */
function sampleOf(route: Route, siblings: readonly Route[]): string | undefined {
  const { compiled, rank } = route
  if (rank === 'exact') return compiled.source
  if (compiled.kind !== 'template') return undefined
  const values = exampleValues(siblings)
  return values && compiled.source.replace(/\{(\w+)\}/g, (_, hole: string) => values[hole] ?? '')
}

function exampleValues(siblings: readonly Route[]): Values | undefined {
  for (const sibling of siblings) {
    for (const saying of sibling.named.rule.examples.flatMap(sayings)) {
      const values = validValues(sibling, saying)
      if (values) return values
    }
  }
  return undefined
}

/** Nothing where a schema throws: its example tells. */
function validValues(route: Route, saying: string): Values | undefined {
  try {
    const parsed = parseRoute(route, hear(saying))
    return parsed?.kind === 'valid' ? parsed.values : undefined
  } catch {
    return undefined
  }
}
