import { groupBy } from './group.ts'
import { readings } from './match.ts'
import { hear, withoutFinalStops } from './normalize.ts'
import type { Named, Route } from './order.ts'
import { isWordy } from './params.ts'
import { sayings, type TextRule } from './rule.ts'
import { isSlip, nearby, piecesOf } from './slip.ts'
import type { Suggest } from './suggest.ts'

/** Nobody mistypes a longer sentence only once. */
const WORD_LIMIT = 16

type Word = { readonly named: Named<TextRule>; readonly text: string; readonly folded: string }

/** A typing mistake away from an exact text, or from an example that holds nothing but words: never from a code. */
export function guessWord(routes: readonly Route[]): Suggest {
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
    return nearby(typed, byPiece).find(({ word }) => isSlip(typed, word.folded))?.word
  }
}

function wordsOf(route: Route): Word[] {
  const { named, rank, compiled } = route
  if (rank === 'exact') return [word(named, compiled.source)]
  const answered = named.rule.examples.filter((example) => 'reply' in example)
  const wordy = answered.flatMap(sayings).filter((saying) => holdsNoCode(route, saying))
  return wordy.map((saying) => word(named, saying))
}

function holdsNoCode(route: Route, saying: string): boolean {
  const { params } = route.named.rule
  const [values] = readings(route, hear(saying))
  if (!values) return false
  return Object.entries(values).every(([hole, value]) => {
    const schema = params[hole]
    return value === '' || (schema !== undefined && isWordy(schema))
  })
}

const word = (named: Named<TextRule>, saying: string): Word => {
  const { text, folded } = hear(saying)
  return { named, text, folded }
}
