/** What a rule listens for: literal text with holes, a keyword inside a sentence, or a regular expression. */
import { AppError } from '../errors.ts'
import { compileLinear, type Linear } from './linear.ts'
import { fold, hear } from './normalize.ts'
import { compileTemplate, type Template } from './template.ts'

export type Contains = { readonly kind: 'contains'; readonly words: readonly [string, ...string[]] }
export type Regex<Source extends string = string> = { readonly kind: 'regex'; readonly source: Source }

export type OnePattern = string | Contains | Regex
/** One pattern, or several that have the same holes. */
export type Pattern = OnePattern | readonly [OnePattern, ...OnePattern[]]

/** A keyword anywhere in what the fan says; of several words any. */
export const contains = (...words: [string, ...string[]]): Contains => ({ kind: 'contains', words })

/**
 * A regular expression for the whole message, its named groups being the holes: `regex('(?<from>.+)到(?<to>.+)')`.
 * It is compared without spaces and without regard to case. Looking around and back references do not load.
 */
export const regex = <const Source extends string>(source: Source): Regex<Source> => ({
  kind: 'regex',
  source,
})

/** The names of the holes in a pattern: `'?{part}'` has `'part'`. */
export type HolesOf<P> = P extends readonly (infer One)[]
  ? HolesOf<One>
  : P extends Regex<infer Source>
    ? GroupsOf<Source>
    : P extends `${string}{${infer Hole}}${infer Rest}`
      ? Hole | HolesOf<Rest>
      : never

type GroupsOf<Source> = Source extends `${string}(?<${infer Group}>${infer Rest}`
  ? (Group extends `=${string}` | `!${string}` ? never : Group) | GroupsOf<Rest>
  : never

type Common = {
  /** As the maintainer wrote it. */
  readonly source: string
  readonly holes: readonly string[]
  /** Equal for patterns that hear the same texts and differ in the names of their holes only. */
  readonly skeleton: string
  /** How many literal characters it has. */
  readonly weight: number
}
export type Keyword = Common & { readonly kind: 'contains'; readonly word: string }
export type Expression = Common & {
  readonly kind: 'regex'
  readonly expression: Linear
  readonly body: string
}
export type Compiled = Template | Keyword | Expression

/** Throws RULES_BROKEN. Of `contains`, one for each word. */
export function compilePattern(pattern: OnePattern): Compiled[] {
  if (typeof pattern === 'string') return [compileTemplate(pattern)]
  return pattern.kind === 'contains' ? pattern.words.map(keyword) : [expression(pattern.source)]
}

function keyword(source: string): Keyword {
  const word = fold(hear(source).squeezed)
  if (word === '') throw new AppError('RULES_BROKEN', `contains('${source}') 里没有字`)
  const called = `contains('${source}')`
  return {
    kind: 'contains',
    source: called,
    holes: [],
    skeleton: `contains ${word}`,
    weight: word.length,
    word,
  }
}

function expression(body: string): Expression {
  if (body === '') throw new AppError('RULES_BROKEN', `regex('') 是空的`)
  const linear = compileLinear(body, 'i')
  const source = `regex('${body}')`
  const skeleton = `regex ${body}`
  return { kind: 'regex', source, holes: linear.groups, skeleton, weight: 1, expression: linear, body }
}

/** A pattern as messages call it: as it stands in the file. */
export function sourceOf(pattern: OnePattern): string {
  if (typeof pattern === 'string') return pattern
  return pattern.kind === 'contains'
    ? `contains(${pattern.words.map((word) => `'${word}'`).join(', ')})`
    : `regex('${pattern.source}')`
}
