/** The ordered pipeline: which rule answers what was heard. Built once from a rulebook, then only asked. */
import type { FallbackRule } from './define.ts'
import { isWordless, withoutFinalStops, type Heard } from './normalize.ts'
import { orderRoutes, type Named, type Route } from './order.ts'
import { parseParams, type Parsed } from './params.ts'
import { fits } from './pattern.ts'
import { suggest } from './suggest.ts'

/** What the engine makes of a text, before any handler runs. */
export type Decision =
  | { readonly kind: 'matched'; readonly route: Route; readonly params: Record<string, unknown> }
  | { readonly kind: 'invalid'; readonly route: Route; readonly message: string }
  | { readonly kind: 'suggestion'; readonly route: Route; readonly text: string }
  | { readonly kind: 'wordless' }
  | { readonly kind: 'unmatched'; readonly named: Named<FallbackRule> | undefined }

/** Why a rule is or is not the one, for people. */
export type Verdict = {
  readonly route: Route
  readonly kind: Parsed['kind'] | 'different'
  readonly reason: string
}

export type Router = {
  readonly routes: readonly Route[]
  readonly fallback: Named<FallbackRule> | undefined
  /** The decisions in order: the first stands, unless its handler passes. */
  decide(heard: Heard): Generator<Decision>
  /** Every route with the reason why it fits or not. */
  explain(heard: Heard): Verdict[]
}

export function createRouter(rules: readonly Named[]): Router {
  const routes = orderRoutes(rules)
  const fallback = rules.find((named): named is Named<FallbackRule> => named.rule.kind === 'fallback')
  const candidates = createIndex(routes)
  return {
    routes,
    fallback,
    *decide(heard) {
      let near: Decision | undefined
      for (const route of candidates(heard)) {
        const parsed = parseRoute(route, heard)
        if (parsed?.kind === 'valid') yield { kind: 'matched', route, params: parsed.params }
        else if (parsed && route.template.weight > 0)
          near ??= { kind: 'invalid', route, message: parsed.message }
      }
      if (near) yield near
      const suggestion = suggest(routes, heard)
      if (suggestion) yield { kind: 'suggestion', ...suggestion }
      yield isWordless(heard.raw) ? { kind: 'wordless' } : { kind: 'unmatched', named: fallback }
    },
    explain: (heard) => routes.map((route) => explainRoute(route, heard)),
  }
}

/** The first cut of the text into holes that all schemas accept, else what is wrong with the first cut. */
function parseRoute({ named, template, rank }: Route, heard: Heard): Parsed | undefined {
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

function explainRoute(route: Route, heard: Heard): Verdict {
  const parsed = parseRoute(route, heard)
  if (!parsed)
    return { route, kind: 'different', reason: `「${heard.text}」不是「${route.template.source}」的样子` }
  if (parsed.kind === 'valid') return { route, kind: 'valid', reason: JSON.stringify(parsed.params) }
  return { route, kind: 'invalid', reason: `{${parsed.hole}} 读到「${parsed.value}」：${parsed.message}` }
}

/** The routes that a text can fit at all, in their order: looked up by the literal they begin with. */
function createIndex(routes: readonly Route[]): (heard: Heard) => Iterable<Route> {
  const exact = groupBy(routes.filter((route) => route.rank === 'exact'))
  const prefixed = groupBy(routes.filter((route) => route.rank === 'prefix'))
  const open = routes.filter((route) => route.rank === 'template')
  const lengths = [...new Set([...prefixed.keys()].map((prefix) => prefix.length))].sort((a, b) => b - a)
  return function* ({ folded }) {
    yield* exact.get(folded) ?? exact.get(withoutFinalStops(folded)) ?? []
    for (const length of lengths) yield* prefixed.get(folded.slice(0, length)) ?? []
    yield* open
  }
}

function groupBy(routes: readonly Route[]): Map<string, Route[]> {
  const groups = new Map<string, Route[]>()
  for (const route of routes) {
    const group = groups.get(route.template.prefix)
    if (group) group.push(route)
    else groups.set(route.template.prefix, [route])
  }
  return groups
}
