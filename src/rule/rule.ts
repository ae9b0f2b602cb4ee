/** Rules as values: what the constructors make, and what is checked when a file is loaded. */
import type { MySqlTable } from 'drizzle-orm/mysql-core'
import { z } from 'zod'
import type { CommandContext, OnContext, QueryContext } from './context.ts'
import type { OnKind } from './kinds.ts'
import { isOnKind, ON_KINDS } from './on-kinds.ts'
import { nearest } from './nearest.ts'
import { OUTCOMES, type Outcome } from './outcome.ts'
import type { Contains, Regex } from './pattern.ts'

const said = z.union([z.string(), z.array(z.string()).min(1).readonly()])
const cause = [{ say: said }, { event: z.record(z.string(), z.unknown()) }] as const
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
const pattern = z.union([
  z.string(),
  z.custom<Contains>((value) => hasKind(value, 'contains')),
  z.custom<Regex>((value) => hasKind(value, 'regex')),
])
const patterned = {
  patterns: z.array(pattern, 'pattern 要是文字、contains(…) 或 regex(…)').readonly(),
  params: z.record(z.string(), z.instanceof(z.ZodType)),
  before: z.array(z.string()).readonly(),
}

type Handler<First, Context> = (first: First, context: Context) => Outcome | Promise<Outcome>
const handler = <First, Context>() =>
  z.custom<Handler<First, Context>>((value) => typeof value === 'function')

const texts = { ...common, ...patterned, ask: z.record(z.string(), z.string().min(1).optional()) }

const queryRule = z.strictObject({
  kind: z.literal('query'),
  ...texts,
  reply: handler<Record<string, unknown>, QueryContext>(),
})

const commandRule = z.strictObject({
  kind: z.literal('command'),
  ...texts,
  confirm: z.string().min(1).optional(),
  reply: handler<Record<string, unknown>, CommandContext>(),
})

const onRule = z.strictObject({
  kind: z.literal('on'),
  on: z
    .array(
      z.custom<OnKind>((value) => typeof value === 'string' && isOnKind(value), {
        error: ({ input }) => unknownKind(String(input)),
      }),
    )
    .readonly(),
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
export const ruleSchema = z.discriminatedUnion('kind', [queryRule, commandRule, onRule, fallbackRule], {
  error: (issue) =>
    issue.code === 'invalid_union' ? '不是 query、command、on 或 fallback 做出来的规则' : undefined,
})
export type Rule = z.infer<typeof ruleSchema>
export type QueryRule = z.infer<typeof queryRule>
export type CommandRule = z.infer<typeof commandRule>
/** A rule that answers what a fan says. */
export type TextRule = QueryRule | CommandRule
export type OnRule = z.infer<typeof onRule>
export type FallbackRule = z.infer<typeof fallbackRule>

/** What a fan says in the first example that says something; what 帮助 and a near miss show. */
export function firstSaying({ examples }: Rule): string {
  const first = examples.find((one) => 'say' in one)
  return first ? (sayings(first)[0] ?? '') : ''
}

/** What the fan says in an example, one after the other; nothing in that of an event. */
export function sayings(example: Rule['examples'][number]): readonly string[] {
  if (!('say' in example)) return []
  return typeof example.say === 'string' ? [example.say] : example.say
}

function unknownKind(kind: string): string {
  const near = nearest(kind, Object.keys(ON_KINDS))
  return `on('${kind}') 不是微信的消息或事件${near === undefined ? '' : `；是不是 '${near}'？`}`
}

function hasKind(value: unknown, kind: string): boolean {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind
}
