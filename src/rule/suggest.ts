/** One guess at what a fan meant whom no rule answers. It is never run by itself. */
import leven from 'leven'
import { groupBy } from './group.ts'
import { tap } from './markup.ts'
import { hear, withoutFinalStops, type Heard } from './normalize.ts'
import type { Named, Route } from './order.ts'
import { isWordy, parseValue } from './params.ts'
import { sayings, type TextRule } from './rule.ts'
import { readings } from './match.ts'

/** Nobody forgets the prefix of a longer code, and nobody mistypes a longer keyword only once. */
const LENGTH_LIMIT = 64
const WORD_LIMIT = 16

export type Suggestion = { readonly named: Named<TextRule>; readonly text: string }
type Suggest = (heard: Heard) => Suggestion | undefined

export function createSuggest(routes: readonly Route[]): Suggest {
  const forgottenPrefix = prefixGuess(routes)
  const mistyped = wordGuess(routes)
  return (heard) => {
    if (heard.squeezed.length > LENGTH_LIMIT) return undefined
    const found = forgottenPrefix(heard) ?? mistyped(heard)
    return found && { named: found.named, text: `您要发送的是不是：${tap(found.text)}` }
  }
}

/**
 * The whole text is a valid value for the only hole of exactly one rule. Only rules with an example of the same shape
 * (`18-546` is of the shape `0-0`) are asked, so that their number costs nothing.
 */
function prefixGuess(routes: readonly Route[]): Suggest {
  const shaped = routes.filter(({ rank, compiled }) => rank === 'prefix' && compiled.holes.length === 1)
  const pairs = shaped.flatMap((route) =>
    [...new Set(exampleShapes(route))].filter(isOfCode).map((shape) => ({ route, shape })),
  )
  const byShape = groupBy(pairs, ({ shape }) => shape)
  return (heard) => {
    let found: Route | undefined
    for (const { route } of byShape.get(shapeOf(heard.squeezed)) ?? []) {
      if (route.named === found?.named || !fitsAlone(route, heard)) continue
      if (found) return undefined
      found = route
    }
    return found && { named: found.named, text: completed(found, heard) }
  }
}

const exampleShapes = (route: Route): string[] =>
  route.named.rule.examples
    .flatMap(sayings)
    .flatMap((saying) =>
      [...readings(route, hear(saying))].flatMap((values) => Object.values(values).map(shapeOf)),
    )

/** Any few words would be of the shape of a name. */
const isOfCode = (shape: string): boolean => /[^字]/.test(shape)

const shapeOf = (value: string): string =>
  withoutFinalStops(value)
    .replace(/\d+/g, '0')
    .replace(/\p{Script=Latin}+/gu, 'a')
    .replace(/\p{Script=Han}+/gu, '字')

function fitsAlone({ named: { rule }, compiled }: Route, heard: Heard): boolean {
  const schema = rule.params[compiled.holes[0] ?? '']
  return schema !== undefined && !isWordy(schema) && parseValue(schema, heard.squeezed).success
}

const completed = ({ compiled }: Route, heard: Heard): string =>
  compiled.source.replace(/\{\w+\}/, () => withoutFinalStops(heard.squeezed))

type Word = { readonly named: Named<TextRule>; readonly text: string; readonly folded: string }

/** A typing mistake away from an exact text, or from an example that holds nothing but words: never from a code. */
function wordGuess(routes: readonly Route[]): Suggest {
  const known = routes
    .flatMap(wordsOf)
    .filter(({ folded }) => folded.length >= 2 && folded.length <= WORD_LIMIT)
  const byPiece = groupBy(
    known.flatMap((word) => piecesOf(word.folded).map((piece) => ({ piece, word }))),
    ({ piece }) => piece,
  )
  return (heard) => {
    const typed = withoutFinalStops(heard.folded)
    if (typed.length < 2 || typed.length > WORD_LIMIT + 2) return undefined
    const similar = piecesOf(typed).flatMap((piece) => byPiece.get(piece) ?? [])
    return similar.find(({ word }) => isSlip(typed, word.folded))?.word
  }
}

/** One character too many, too few or wrong, or two of them swapped; digits are never guessed. */
function isSlip(typed: string, known: string): boolean {
  if (digitsIn(typed) !== digitsIn(known)) return false
  return leven(typed, known) === 1 || (typed !== known && lettersOf(typed) === lettersOf(known))
}

const lettersOf = (text: string): string => [...text].sort().join('')

function wordsOf(route: Route): Word[] {
  const { named, rank, compiled } = route
  if (rank === 'exact') return [word(named, compiled.source)]
  const answered = named.rule.examples.filter((example) => 'reply' in example)
  const wordy = answered.flatMap(sayings).filter((saying) => holdsNoCode(route, saying))
  return wordy.map((saying) => word(named, saying))
}

function holdsNoCode(route: Route, saying: string): boolean {
  const { params } = route.named.rule
  const [values = {}] = readings(route, hear(saying))
  return Object.entries(values).every(([hole, value]) => {
    const schema = params[hole]
    return value === '' || (schema !== undefined && isWordy(schema))
  })
}

const word = (named: Named<TextRule>, saying: string): Word => {
  const { text, folded } = hear(saying)
  return { named, text, folded }
}

/** The text and the text without one of its characters: two texts that are a mistake apart have one in common. */
function piecesOf(text: string): string[] {
  const shorter = Array.from(text, (_, index) => text.slice(0, index) + text.slice(index + 1))
  return [...new Set([text, ...shorter])].filter((piece) => piece !== '')
}

const digitsIn = (text: string): string => text.replace(/\D+/g, ' ').trim()
