/** The constructors of rules. What a rule file exports is a value: data and one function. */
import type { MySqlTable } from 'drizzle-orm/mysql-core'
import { z } from 'zod'
import type { QueryContext } from './context.ts'
import { OUTCOMES, type Outcome, type OutcomeKind } from './outcome.ts'
import type { Params } from './params.ts'
import type { HolesOf, Pattern } from './pattern.ts'

/** What a fan says, and what becomes of it: the text of the reply, or the outcome where the text does not matter. */
export type Example =
  | { readonly say: string; readonly reply: string | RegExp }
  | { readonly say: string; readonly outcome: OutcomeKind }
export type Examples = readonly [Example, ...Example[]]

/** Rows that the examples need, each with its table. */
type Given<T extends readonly MySqlTable[]> = {
  readonly [I in keyof T]: readonly [T[I], T[I]['$inferInsert']]
}

/** A name that is no hole of the pattern asks for the impossible, and the compiler says which. */
type OnlyHoles<P, S> = { readonly [K in Exclude<keyof S, HolesOf<P>> & string]: `pattern has no hole {${K}}` }
type ValuesOf<S> = { readonly [K in keyof S]: S[K] extends z.ZodType ? z.output<S[K]> : never }

type QueryInput<P extends Pattern, S, T extends readonly MySqlTable[]> = {
  /** What the fan gets here, as 帮助 lists it. */
  readonly title: string
  readonly pattern: P
  readonly given?: Given<T>
  readonly examples: Examples
  /** The ids of rules with an equal pattern that this one goes before. */
  readonly before?: string | readonly string[]
  readonly reply: (params: ValuesOf<S>, context: QueryContext) => Outcome | Promise<Outcome>
} & ([HolesOf<P>] extends [never]
  ? { readonly params?: undefined }
  : { readonly params: S & OnlyHoles<P, S> })

/** A rule that reads. */
export function query<
  const P extends Pattern,
  S extends { readonly [K in HolesOf<P>]: z.ZodType },
  const T extends readonly MySqlTable[] = [],
>(input: QueryInput<P, S, T>): QueryRule {
  const { pattern, before = [], given = [], params = {}, ...rest } = input
  return {
    kind: 'query',
    ...rest,
    patterns: listOf(pattern),
    before: listOf(before),
    given: given as unknown as QueryRule['given'],
    params: params as Params,
    reply: input.reply as QueryRule['reply'],
  }
}

const listOf = (one: string | readonly string[]): readonly string[] => (typeof one === 'string' ? [one] : one)

type FallbackInput = {
  readonly title: string
  readonly examples: Examples
  readonly reply: (text: string, context: QueryContext) => Outcome | Promise<Outcome>
}

/** The rule that answers what no other did; `text` is the fan's own. Exactly one an account. */
export function fallback(input: FallbackInput): FallbackRule {
  return { kind: 'fallback', given: [], ...input }
}

const example = z.union([
  z.strictObject({ say: z.string(), reply: z.union([z.string(), z.instanceof(RegExp)]) }),
  z.strictObject({ say: z.string(), outcome: z.enum(OUTCOMES) }),
])
const isFunction = (value: unknown): boolean => typeof value === 'function'
const common = {
  title: z.string().min(1),
  examples: z.array(example).min(1).readonly(),
  given: z.array(z.tuple([z.custom<MySqlTable>(), z.record(z.string(), z.unknown())])).readonly(),
}

const queryRule = z.strictObject({
  kind: z.literal('query'),
  ...common,
  patterns: z.array(z.string()).min(1).readonly(),
  params: z.record(z.string(), z.instanceof(z.ZodType)),
  before: z.array(z.string()).readonly(),
  reply:
    z.custom<(params: Record<string, unknown>, context: QueryContext) => Outcome | Promise<Outcome>>(
      isFunction,
    ),
})

const fallbackRule = z.strictObject({
  kind: z.literal('fallback'),
  ...common,
  reply: z.custom<FallbackInput['reply']>(isFunction),
})

/** The default export of a rule file, as the constructors make it. */
export const ruleSchema = z.discriminatedUnion('kind', [queryRule, fallbackRule])
export type Rule = z.infer<typeof ruleSchema>
export type QueryRule = z.infer<typeof queryRule>
export type FallbackRule = z.infer<typeof fallbackRule>
