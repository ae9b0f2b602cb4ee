/** Rules as values: what the constructors make, and what is checked when a file is loaded. */
import type { MySqlTable } from 'drizzle-orm/mysql-core'
import { z } from 'zod'
import type { OnContext, QueryContext } from './context.ts'
import type { OnKind } from './kinds.ts'
import { OUTCOMES, type Outcome } from './outcome.ts'

const cause = [{ say: z.string() }, { event: z.record(z.string(), z.unknown()) }] as const
const effect = [
  { reply: z.union([z.string(), z.instanceof(RegExp)]) },
  { outcome: z.enum(OUTCOMES) },
] as const
const EXAMPLE_FORM = `每个示例要有 say 或 event，以及 reply 或 outcome（${OUTCOMES.join('、')}）`
const example = z.union(
  [
    z.strictObject({ ...cause[0], ...effect[0] }),
    z.strictObject({ ...cause[0], ...effect[1] }),
    z.strictObject({ ...cause[1], ...effect[0] }),
    z.strictObject({ ...cause[1], ...effect[1] }),
  ],
  EXAMPLE_FORM,
)

const common = {
  title: z.string().min(1),
  examples: z.array(example, '要有 examples').min(1, '至少要写一个示例').readonly(),
  given: z.array(z.tuple([z.custom<MySqlTable>(), z.record(z.string(), z.unknown())])).readonly(),
}
const patterned = {
  patterns: z.array(z.string()).readonly(),
  params: z.record(z.string(), z.instanceof(z.ZodType)),
  before: z.array(z.string()).readonly(),
}

type Handler<First, Context> = (first: First, context: Context) => Outcome | Promise<Outcome>
const handler = <First, Context>() =>
  z.custom<Handler<First, Context>>((value) => typeof value === 'function')

const queryRule = z.strictObject({
  kind: z.literal('query'),
  ...common,
  ...patterned,
  reply: handler<Record<string, unknown>, QueryContext>(),
})

const onRule = z.strictObject({
  kind: z.literal('on'),
  on: z.array(z.custom<OnKind>((value) => typeof value === 'string')).readonly(),
  ...common,
  ...patterned,
  asText: z.boolean(),
  /** The message is of one of the rule's own kinds, which the type of a list of rules cannot say. */
  reply: z.union([handler<never, OnContext>(), z.undefined()]),
})

const fallbackRule = z.strictObject({
  kind: z.literal('fallback'),
  ...common,
  reply: handler<string, QueryContext>(),
})

/** The default export of a rule file, as the constructors make it. */
export const ruleSchema = z.discriminatedUnion('kind', [queryRule, onRule, fallbackRule], {
  error: (issue) => (issue.code === 'invalid_union' ? '不是 query、on 或 fallback 做出来的规则' : undefined),
})
export type Rule = z.infer<typeof ruleSchema>
export type QueryRule = z.infer<typeof queryRule>
export type OnRule = z.infer<typeof onRule>
export type FallbackRule = z.infer<typeof fallbackRule>

/** What a fan says in the first example that says something; what 帮助 and a near miss show. */
export function firstSaying({ examples }: Rule): string {
  const first = examples.find((one) => 'say' in one)
  return first?.say ?? ''
}
