/** The ordered pipeline: which rule answers a message. Built once from a rulebook, then only asked. */
import { resume, type Waiting } from './converse.ts'
import { createHearing, type Hearing, type Matched } from './hearing.ts'
import { createListeners, type Listeners } from './listeners.ts'
import { parseRoute } from './match.ts'
import { hear, type Heard } from './normalize.ts'
import { orderRoutes, type Named, type Route } from './order.ts'
import { shownParams, type Parsed } from './params.ts'
import { precede } from './precede.ts'
import { createIndex } from './route-index.ts'
import type { FallbackRule, OnRule, Rule, TextRule } from './rule.ts'
import { createSuggest } from './suggest.ts'

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
  /** Whether a rule ever waits for a fan's next text. */
  readonly asks: boolean
  hear(heard: Heard): Hearing
  /** What the values that wait for 确认 have become; nothing where their rule is gone. */
  confirmed(waiting: Waiting): Matched | undefined
  /** The rules for a message that is not text, in order. */
  readonly listeners: Listeners
  /** Every route with the reason why it fits or not. */
  explain(heard: Heard): Verdict[]
}

export function createRouter(rules: readonly Named[]): Router {
  const texts = rules.filter(isText)
  const routes = orderRoutes(texts)
  const events = orderEvents(rules.filter(isOf('on')))
  const fallbacks = rules.filter(isOf('fallback'))
  const fallback = fallbacks.find(({ account }) => account !== undefined) ?? fallbacks[0]
  const byId = new Map(texts.map((named) => [named.id, named]))
  const candidates = createIndex(routes)
  const suggest = createSuggest(routes)
  const listeners = createListeners(events)

  function confirmed(waiting: Waiting): Matched | undefined {
    const named = byId.get(waiting.rule)
    const parsed = named && resume(waiting, named, hear(''))
    return named && parsed?.kind === 'valid' ? { kind: 'matched', named, params: parsed.params } : undefined
  }

  const explain = (heard: Heard): Verdict[] => routes.map((route) => explainRoute(route, heard))
  const parts = { candidates, suggest, find: (id: string) => byId.get(id), listeners, fallback }
  return {
    routes,
    events,
    fallback,
    asks: texts.some(({ rule }) => waitsForMore(rule)),
    hear: (heard) => createHearing(heard, parts),
    confirmed,
    listeners,
    explain,
  }
}

const waitsForMore = (rule: TextRule): boolean =>
  Object.keys(rule.ask).length > 0 || (rule.kind === 'command' && rule.confirm !== undefined)

const isText = (named: Named): named is Named<TextRule> =>
  named.rule.kind === 'query' || named.rule.kind === 'command'

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

function explainRoute(route: Route, heard: Heard): Verdict {
  const parsed = parseRoute(route, heard)
  if (!parsed)
    return { route, kind: 'different', reason: `「${heard.text}」不是「${route.compiled.source}」的样子` }
  if (parsed.kind === 'valid') return { route, kind: 'valid', reason: shownParams(parsed.params) }
  return { route, kind: 'invalid', reason: `{${parsed.hole}} 读到「${parsed.value}」：${parsed.message}` }
}
