/** What the pipeline decides on one text, before any handler runs. */
import { askedBy, confirmationOf, resume, type Question, type Waiting } from './converse.ts'
import type { OnKind } from './kinds.ts'
import { parseRoute } from './match.ts'
import { isWordless, type Heard } from './normalize.ts'
import type { Named, Route } from './order.ts'
import type { Parsed } from './params.ts'
import { firstSaying, type FallbackRule, type OnRule, type TextRule } from './rule.ts'
import type { Suggestion } from './suggest.ts'

export type Params = Readonly<Record<string, unknown>>

export type Decision =
  | Matched
  | { readonly kind: 'asked'; readonly named: Named<TextRule>; readonly question: Question }
  | { readonly kind: 'invalid'; readonly named: Named<TextRule>; readonly message: string }
  | ({ readonly kind: 'suggestion' } & Suggestion)
  | { readonly kind: 'unmatched'; readonly named: Named<FallbackRule> }
export type Matched = {
  readonly kind: 'matched'
  readonly named: Named<TextRule | OnRule>
  readonly params: Params
  /** Where it stands in the pipeline; absent for what is no text of its own. */
  readonly route?: Route
}

/** What the engine itself says to the fan; undefined where a handler speaks. */
export function speechOf(decision: Decision): string | undefined {
  switch (decision.kind) {
    case 'asked':
      return decision.question.text
    case 'invalid':
      return `${decision.message}，例如：${firstSaying(decision.named.rule)}`
    case 'suggestion':
      return decision.text
    case 'matched':
    case 'unmatched':
      return undefined
  }
}

/** The decisions on one text in order: each stands, unless its handler passes. */
export type Hearing = {
  /** The rules that it fits with valid params. */
  matches(): Generator<Decision>
  /** After them: an empty hole that is asked for, what waits for this text, near misses, one suggestion, the fallback. */
  misses(waiting: Waiting | undefined): Generator<Decision>
}

type Parts = {
  readonly candidates: (heard: Heard) => Iterable<Route>
  readonly suggest: (heard: Heard) => Suggestion | undefined
  readonly find: (id: string) => Named<TextRule> | undefined
  readonly listeners: (kind: OnKind, message: object) => Iterable<Matched>
  readonly fallback: Named<FallbackRule> | undefined
}

/** The text, and what is learnt from the rules that it does not quite fit. */
type Listening = {
  readonly heard: Heard
  readonly parts: Parts
  question: Decision | undefined
  near: Decision | undefined
}

/** The generators stand outside: of one that is made anew for each message V8 keeps the class, and all that it leads to. */
export function createHearing(heard: Heard, parts: Parts): Hearing {
  const listening: Listening = { heard, parts, question: undefined, near: undefined }
  return { matches: () => matches(listening), misses: (waiting) => misses(listening, waiting) }
}

function* matches(listening: Listening): Generator<Decision> {
  const { heard, parts } = listening
  for (const route of parts.candidates(heard)) {
    const { named } = route
    const parsed = parseRoute(route, heard)
    if (parsed?.kind === 'valid') yield decided(named, parsed, route)
    if (parsed?.kind !== 'invalid' || route.compiled.weight === 0) continue
    const asked = listening.question ? undefined : askedBy(route, heard)
    if (asked) listening.question = { kind: 'asked', named, question: asked }
    listening.near ??= { kind: 'invalid', named, message: parsed.message }
  }
}

function* misses(listening: Listening, waiting: Waiting | undefined): Generator<Decision> {
  const { heard, parts, question, near } = listening
  const completed = waiting?.kind === 'ask' ? completion(waiting, heard, parts) : undefined
  if (question) yield question
  if (completed && completed.kind !== 'invalid') yield completed
  if (near) yield near
  if (completed) yield completed
  const suggestion = parts.suggest(heard)
  if (suggestion) yield { kind: 'suggestion', ...suggestion }
  if (isWordless(heard.raw)) yield* parts.listeners('wordless', {})
  if (parts.fallback) yield { kind: 'unmatched', named: parts.fallback }
}

function completion(waiting: Waiting, heard: Heard, { find }: Parts): Decision | undefined {
  const named = find(waiting.rule)
  const parsed = named && resume(waiting, named, heard)
  if (!named || !parsed) return undefined
  return parsed.kind === 'valid'
    ? decided(named, parsed)
    : { kind: 'invalid', named, message: parsed.message }
}

function decided(
  named: Named<TextRule>,
  parsed: Extract<Parsed, { kind: 'valid' }>,
  route?: Route,
): Decision {
  const question = confirmationOf(named, parsed)
  if (question) return { kind: 'asked', named, question }
  return { kind: 'matched', named, params: parsed.params, ...(route && { route }) }
}
