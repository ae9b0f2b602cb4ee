/** The pattern behind what fans have said: the words that all of it has, with holes where the codes are. */
import { AppError } from '../errors.ts'
import { groupBy } from '../rule/group.ts'
import { fold } from '../rule/normalize.ts'
import { compilePattern, contains, type Keyword } from '../rule/pattern.ts'
import type { Template } from '../rule/template.ts'
import { isPersonal, splitCodes } from './code-shape.ts'
import { readPattern, refuseReserved } from './wish.ts'

export type Inferred = {
  /** One more than there are holes. */
  readonly words: readonly string[]
  /** What has been typed into each hole, without repeats. */
  readonly codes: readonly (readonly string[])[]
}

/** So often one and the same code: it is rather a part of the question. */
const FIXED_FROM = 3

/**
 * Of texts as they are heard, without final stops. Where they are of several forms, the most common one counts.
 * `n` is how often it was asked in all; a code that is `known` is never taken for words.
 */
export function infer(texts: readonly string[], n: number, isKnown: (code: string) => boolean): Inferred {
  const forms = groupBy(texts.map(splitCodes), ({ words }) => words.map(bare).join('\0'))
  const [form = []] = [...forms.values()].sort((a, b) => b.length - a.length)
  const words = (form[0]?.words ?? ['']).map(withoutIdleSpace)
  const codes = words.slice(1).map((_, at) => [...new Set(form.flatMap((one) => one.codes[at] ?? []))])
  const isFixed = ([code = '', ...others]: readonly string[]) =>
    others.length === 0 && n >= FIXED_FROM && !isPersonal(code) && !isKnown(code)
  const parts: [string, ...string[]] = [words[0] ?? '']
  for (const [at, typed] of codes.entries()) {
    const next = words[at + 1] ?? ''
    if (isFixed(typed)) parts.push(`${parts.pop() ?? ''}${typed[0] ?? ''}${next}`)
    else parts.push(next)
  }
  return { words: parts, codes: codes.filter((typed) => !isFixed(typed)) }
}

/** Nobody would put it between a code and Chinese; all but the one between two holes is ignored anyway. */
const withoutIdleSpace = (words: string): string =>
  words.replace(/^ (?=\p{Script=Han})|(?<=\p{Script=Han}) $/gu, '')

const bare = (words: string): string => fold(words.replaceAll(' ', ''))

/** Throws PATTERN_UNUSABLE and PATTERN_TAKEN. A brace in a fan's words is no hole, so there can be none beside it. */
export function patternOf({ words }: Inferred, names: readonly string[]): Template | Keyword {
  if (!words.some((text) => /[{}]/.test(text)))
    return readPattern(words.map((text, at) => (at === 0 ? text : `{${names[at - 1]}}${text}`)).join(''))
  if (names.length > 0)
    throw new AppError('DRAFT_IMPOSSIBLE', '这句话里有花括号，模式里的花括号是空位，没法照样写')
  const [keyword] = compilePattern(contains(words.join('')))
  if (keyword?.kind !== 'contains') throw new AppError('DRAFT_IMPOSSIBLE', '这句话里没有字')
  return refuseReserved(keyword)
}
