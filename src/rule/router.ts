/** The ordered pipeline: which rule answers a message. Built once from a rulebook, then only asked. */
import { eventKeyOf, spokenText, type OnKind } from './kinds.ts'
import { createIndex, parseRoute } from './match.ts'
import { hear, isWordless, type Heard } from './normalize.ts'
import { orderRoutes, type Named, type Route } from './order.ts'
import type { Parsed } from './params.ts'
import { precede } from './precede.ts'
import type { FallbackRule, OnRule, QueryRule, Rule } from './rule.ts'
import { suggest } from './suggest.ts'

/** What the engine makes of a message, before any handler runs. */
export type Decision =
  | {
      readonly kind: 'matched'
      readonly named: Named<QueryRule | OnRule>
      readonly params: Record<string, unknown>
    }
  | { readonly kind: 'invalid'; readonly named: Named<QueryRule>; readonly message: string }
  | { readonly kind: 'suggestion'; readonly named: Named<QueryRule>; readonly text: string }
  | { readonly kind: 'unmatched'; readonly named: Named<FallbackRule> }

/** Why a rule is or is not the one, for people. */
export type Verdict = {
  readonly route: Route
  readonly kind: Parsed['kind'] | 'different'
  readonly reason: string
}

export type Router = {
  readonly routes: readonly Route[]
  readonly events: readonly Named<OnRule>[]
  readonly fallback: Named<FallbackRule> | undefined
  /** The decisions on a text in order: the first stands, unless its handler passes. */
  decideText(heard: Heard): Generator<Decision>
  /** Likewise for what is not text; none where no rule speaks. */
  decideMessage(kind: OnKind, message: object): Generator<Decision>
  /** Every route with the reason why it fits or not. */
  explain(heard: Heard): Verdict[]
}

export function createRouter(rules: readonly Named[]): Router {
  const routes = orderRoutes(rules.filter(isOf('query')))
  const events = orderEvents(rules.filter(isOf('on')))
  const fallbacks = rules.filter(isOf('fallback'))
  const fallback = fallbacks.find(({ account }) => account !== undefined) ?? fallbacks[0]
  const candidates = createIndex(routes)
  const eventRoutes = new Map(events.map((named) => [named, orderRoutes([named])]))

  function* decideText(heard: Heard): Generator<Decision> {
    let near: Decision | undefined
    for (const route of candidates(heard)) {
      const parsed = parseRoute(route, heard)
      if (parsed?.kind === 'valid') yield { kind: 'matched', named: route.named, params: parsed.params }
      else if (parsed && route.template.weight > 0)
        near ??= { kind: 'invalid', named: route.named, message: parsed.message }
    }
    if (near) yield near
    const suggestion = suggest(routes, heard)
    if (suggestion) yield { kind: 'suggestion', ...suggestion }
    if (isWordless(heard.raw)) yield* decideMessage('wordless', {})
    if (fallback) yield { kind: 'unmatched', named: fallback }
  }

  function* decideMessage(kind: OnKind, message: object): Generator<Decision> {
    for (const named of events) {
      if (!named.rule.on.includes(kind)) continue
      const params = keyParams(eventRoutes.get(named) ?? [], message)
      if (!params) continue
      if (named.rule.asText && spokenText(message).trim() !== '') yield* decideText(hear(spokenText(message)))
      if (named.rule.reply) yield { kind: 'matched', named, params }
    }
  }

  const explain = (heard: Heard): Verdict[] => routes.map((route) => explainRoute(route, heard))
  return { routes, events, fallback, decideText, decideMessage, explain }
}

const isOf =
  <Kind extends Rule['kind']>(kind: Kind) =>
  (named: Named): named is Named<Extract<Rule, { kind: Kind }>> =>
    named.rule.kind === kind

/** Patterns first, then an account's own, then by id; `before` overrides. */
function orderEvents(rules: readonly Named<OnRule>[]): Named<OnRule>[] {
  const sorted = [...rules].sort(
    (a, b) =>
      Number(b.rule.patterns.length > 0) - Number(a.rule.patterns.length > 0) ||
      Number(b.account !== undefined) - Number(a.account !== undefined),
  )
  return precede(sorted, (named) => named)
}

/** The params of the first pattern that fits the message's key; none to fit is a fit. */
function keyParams(routes: readonly Route<OnRule>[], message: object): Record<string, unknown> | undefined {
  if (routes.length === 0) return {}
  const heard = hear(eventKeyOf(message) ?? '')
  for (const route of routes) {
    const parsed = parseRoute(route, heard)
    if (parsed?.kind === 'valid') return parsed.params
  }
  return undefined
}

function explainRoute(route: Route, heard: Heard): Verdict {
  const parsed = parseRoute(route, heard)
  if (!parsed)
    return { route, kind: 'different', reason: `「${heard.text}」不是「${route.template.source}」的样子` }
  if (parsed.kind === 'valid') return { route, kind: 'valid', reason: JSON.stringify(parsed.params) }
  return { route, kind: 'invalid', reason: `{${parsed.hole}} 读到「${parsed.value}」：${parsed.message}` }
}
