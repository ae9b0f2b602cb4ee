/** Which routes a text can fit, and how. */
import { groupBy } from './group.ts'
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
  const exact = groupBy(
    routes.filter((route) => route.rank === 'exact'),
    prefixOf,
  )
  const prefixed = groupBy(
    routes.filter((route) => route.rank === 'prefix'),
    prefixOf,
  )
  const open = routes.filter((route) => route.rank === 'template')
  const lengths = [...new Set([...prefixed.keys()].map((prefix) => prefix.length))].sort((a, b) => b - a)
  return function* ({ folded }) {
    yield* exact.get(folded) ?? exact.get(withoutFinalStops(folded)) ?? []
    for (const length of lengths) yield* prefixed.get(folded.slice(0, length)) ?? []
    yield* open
  }
}

const prefixOf = ({ template }: Route): string => template.prefix
