/** Which routes a text can fit, and how. */
import { withoutFinalStops, type Heard } from './normalize.ts'
import type { Route } from './order.ts'
import { parseParams, type Parsed } from './params.ts'
import { fits } from './pattern.ts'
import type { OnRule, QueryRule } from './rule.ts'

/** The first cut of the text into holes that all schemas accept, else what is wrong with the first cut. */
export function parseRoute(
  { named, template, rank }: Route<QueryRule | OnRule>,
  heard: Heard,
): Parsed | undefined {
  if (rank === 'exact')
    return isExactly(template.prefix, heard.folded) ? { kind: 'valid', params: {} } : undefined
  let refused: Parsed | undefined
  for (const slices of fits(template, heard)) {
    const parsed = parseParams(named.rule.params, template, slices, heard)
    if (parsed.kind === 'valid') return parsed
    refused ??= parsed
  }
  return refused
}

const isExactly = (text: string, folded: string): boolean =>
  text === folded || text === withoutFinalStops(folded)

/** The routes that a text can fit at all, in their order: looked up by the literal they begin with. */
export function createIndex(routes: readonly Route[]): (heard: Heard) => Iterable<Route> {
  const exact = groupByPrefix(routes.filter((route) => route.rank === 'exact'))
  const prefixed = groupByPrefix(routes.filter((route) => route.rank === 'prefix'))
  const open = routes.filter((route) => route.rank === 'template')
  const lengths = [...new Set([...prefixed.keys()].map((prefix) => prefix.length))].sort((a, b) => b - a)
  return function* ({ folded }) {
    yield* exact.get(folded) ?? exact.get(withoutFinalStops(folded)) ?? []
    for (const length of lengths) yield* prefixed.get(folded.slice(0, length)) ?? []
    yield* open
  }
}

function groupByPrefix(routes: readonly Route[]): Map<string, Route[]> {
  const groups = new Map<string, Route[]>()
  for (const route of routes) {
    const group = groups.get(route.template.prefix)
    if (group) group.push(route)
    else groups.set(route.template.prefix, [route])
  }
  return groups
}
