/** The rules for messages that are not text, found in a time that does not grow with their number. */
import { groupBy } from './group.ts'
import type { Matched, Params } from './hearing.ts'
import { eventKeyOf, type OnKind } from './kinds.ts'
import { parseRoute } from './match.ts'
import { hear } from './normalize.ts'
import { orderRoutes, type Named } from './order.ts'
import { createIndex } from './route-index.ts'
import type { OnRule } from './rule.ts'

export type Listener = Matched & { readonly named: Named<OnRule> }
/** In order; a rule with patterns listens where one of them fits the message's key. */
export type Listeners = (kind: OnKind, message: object) => Iterable<Listener>

/** `events` are in the order in which they are asked. */
export function createListeners(events: readonly Named<OnRule>[]): Listeners {
  const place = new Map(events.map((named, index) => [named, index]))
  const pairs = events.flatMap((named) => named.rule.on.map((kind) => ({ kind, named })))
  const byKind = new Map(
    [...groupBy(pairs, ({ kind }) => kind)].map(([kind, group]) => [
      kind,
      listenersOf(group.map(({ named }) => named)),
    ]),
  )
  return (kind, message) => {
    const found = byKind.get(kind)?.(message) ?? []
    return found.sort((a, b) => (place.get(a.named) ?? 0) - (place.get(b.named) ?? 0))
  }
}

function listenersOf(rules: readonly Named<OnRule>[]): (message: object) => Listener[] {
  const keyed = createIndex(orderRoutes(rules))
  const always = rules.filter(({ rule }) => rule.patterns.length === 0)
  return (message) => {
    const key = eventKeyOf(message)
    const params = new Map<Named<OnRule>, Params>(always.map((named) => [named, {}]))
    const heard = hear(key ?? '')
    for (const route of keyed(heard)) {
      const parsed = params.has(route.named) ? undefined : parseRoute(route, heard)
      if (parsed?.kind === 'valid') params.set(route.named, parsed.params)
    }
    return [...params].map(([named, values]) => ({ kind: 'matched', named, params: values }))
  }
}
