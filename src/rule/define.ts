/** The constructors of rules. What a rule file exports is a value: data and one function. */
import type { MySqlTable } from 'drizzle-orm/mysql-core'
import type { z } from 'zod'
import type { CommandContext, OnContext, QueryContext } from './context.ts'
import type { OnKind, OnMessages } from './kinds.ts'
import type { Outcome, OutcomeKind } from './outcome.ts'
import type { Params } from './params.ts'
import type { HolesOf, OnePattern, Pattern } from './pattern.ts'
import type { CommandRule, FallbackRule, OnRule, QueryRule } from './rule.ts'

/** What the fan does: says something, or several things one after the other, or causes a message or event with these fields. */
type Cause =
  | { readonly say: string | readonly [string, ...string[]] }
  | { readonly event: Readonly<Record<string, unknown>> }
/** What becomes of it (of the last thing said): the text of the reply, or the outcome where the text does not matter. */
type Effect = { readonly reply: string | RegExp } | { readonly outcome: OutcomeKind }
export type Example = Cause & Effect
export type Examples = readonly [Example, ...Example[]]

/** Rows that the examples need, each with its table. */
type Given<T extends readonly MySqlTable[]> = {
  readonly [I in keyof T]: readonly [T[I], T[I]['$inferInsert']]
}

/** A name that is no hole of the pattern asks for the impossible, and the compiler says which. */
type OnlyHoles<P, S> = { readonly [K in Exclude<keyof S, HolesOf<P>> & string]: `pattern 里没有空位 {${K}}` }
type ValuesOf<S> = { readonly [K in keyof S]: S[K] extends z.ZodType ? z.output<S[K]> : never }
type ParamsFor<P, S> = [HolesOf<P>] extends [never]
  ? { readonly params?: undefined }
  : { readonly params: S & OnlyHoles<P, S> }

type Common<T extends readonly MySqlTable[]> = {
  /** What the fan gets here, as 帮助 lists it. */
  readonly title: string
  readonly given?: Given<T>
  readonly examples: Examples
}
type Ordered = {
  /** The ids of rules with an equal pattern that this one goes before. */
  readonly before?: string | readonly string[]
}
type Answers<First, Context> = (first: First, context: Context) => Outcome | Promise<Outcome>

type TextInput<P extends Pattern, S, T extends readonly MySqlTable[], Context> = Common<T> &
  Ordered &
  ParamsFor<P, S> & {
    readonly pattern: P
    /** What to ask the fan who left a hole empty; the next text, within five minutes, is then its value. */
    readonly ask?: { readonly [K in HolesOf<P>]?: string }
    readonly reply: Answers<ValuesOf<S>, Context>
  }

/** A rule that reads. */
export function query<
  const P extends Pattern,
  S extends { readonly [K in HolesOf<P>]: z.ZodType },
  const T extends readonly MySqlTable[] = [],
>(input: TextInput<P, S, T, QueryContext>): QueryRule {
  return { kind: 'query', ...dataOf(input), ...textOf(input), reply: input.reply as QueryRule['reply'] }
}

type CommandInput<P extends Pattern, S, T extends readonly MySqlTable[]> = TextInput<
  P,
  S,
  T,
  CommandContext
> & {
  /** What to ask before it runs, with the values as `{hole}`; it runs when the fan then sends 确认 within five minutes. */
  readonly confirm?: string
}

/** A rule that writes: what it writes and its reply stand or fall together. */
export function command<
  const P extends Pattern,
  S extends { readonly [K in HolesOf<P>]: z.ZodType },
  const T extends readonly MySqlTable[] = [],
>(input: CommandInput<P, S, T>): CommandRule {
  const { confirm, reply } = input
  return {
    kind: 'command',
    ...dataOf(input),
    ...textOf(input),
    confirm,
    reply: reply as CommandRule['reply'],
  }
}

/** The kinds whose message says something that a text rule may answer. */
type Speaking = {
  [K in OnKind]: OnMessages[K] extends { EventKey: string } | { Recognition: string } ? K : never
}[OnKind]
type Keyed = { [K in OnKind]: OnMessages[K] extends { EventKey: string } ? K : never }[OnKind]

type OnReply<K extends OnKind, S> = Answers<OnMessages[K], OnContext<ValuesOf<S>>>
type OnInput<K extends OnKind, P extends Pattern, S, T extends readonly MySqlTable[]> = Common<T> &
  Ordered &
  ParamsFor<P, S> & {
    /** Compared with `EventKey`. */
    readonly pattern?: [K] extends [Keyed] ? P : never
  } & (
    | { readonly asText?: never; readonly reply: OnReply<K, S> }
    | {
        /** Routes a menu's key or a voice's transcript through the text rules; `reply` speaks where there is no text. */
        readonly asText: [K] extends [Speaking] ? true : never
        readonly reply?: OnReply<K, S>
      }
  )

/** A rule for messages and events that are not text: of one kind or of several. */
export function on<
  K extends OnKind,
  const P extends Pattern,
  S extends { readonly [H in HolesOf<P>]: z.ZodType },
  const T extends readonly MySqlTable[] = [],
>(kinds: K | readonly [K, ...K[]], input: OnInput<K, P, S, T>): OnRule {
  return {
    kind: 'on',
    on: typeof kinds === 'string' ? [kinds] : kinds,
    ...dataOf(input),
    patterns: input.pattern === undefined ? [] : patternsOf(input.pattern),
    asText: input.asText === true,
    reply: input.reply as OnRule['reply'],
  }
}

type FallbackInput = Common<[]> & { readonly reply: Answers<string, QueryContext> }

/** The rule that answers what no other did; `text` is the fan's own. Exactly one an account. */
export function fallback({ title, examples, reply }: FallbackInput): FallbackRule {
  return { kind: 'fallback', title, examples, given: [], reply }
}

type Data = {
  title: string
  examples: Examples
  given?: unknown
  before?: string | readonly string[]
  params?: unknown
}

function dataOf({ title, examples, given = [], before = [], params = {} }: Data) {
  return {
    title,
    examples,
    given: given as QueryRule['given'],
    before: typeof before === 'string' ? [before] : before,
    params: params as Params,
  }
}

const textOf = ({ pattern, ask = {} }: { pattern: Pattern; ask?: object }) => ({
  patterns: patternsOf(pattern),
  ask: ask as QueryRule['ask'],
})

const isList = (pattern: Pattern): pattern is readonly [OnePattern, ...OnePattern[]] => Array.isArray(pattern)
const patternsOf = (pattern: Pattern): readonly OnePattern[] => (isList(pattern) ? pattern : [pattern])
