import { groupBy } from './group.ts'
import { rawSlice, withoutFinalStops, type Heard } from './normalize.ts'
import { prefixOf, type Route } from './order.ts'
import { isWordy, parseValue } from './params.ts'
import { isSlip, nearby, piecesOf } from './slip.ts'
import type { Suggest } from './suggest.ts'

/** Before the fan's own words a short keyword would be seen in too many sentences. */
const KEYWORD_MIN = { code: 2, words: 3 }

/** A keyword with a slip in it before a value that is valid as it stands: `查寻18-546` for `查询{part}`. */
export function guessKeyword(routes: readonly Route[]): Suggest {
  const keyed = routes.filter(isKeyed)
  const byPiece = groupBy(
    keyed.flatMap((route) => piecesOf(prefixOf(route.compiled)).map((piece) => ({ piece, route }))),
    ({ piece }) => piece,
  )
  const lengths = new Set(
    keyed.flatMap(({ compiled }) => [-1, 0, 1].map((more) => prefixOf(compiled).length + more)),
  )
  return (heard) => {
    for (const length of lengths) {
      const typed = heard.folded.slice(0, length)
      for (const { route } of nearby(typed, byPiece)) {
        const text = isSlip(typed, prefixOf(route.compiled)) ? completed(route, heard, length) : undefined
        if (text !== undefined) return { named: route.named, text }
      }
    }
    return undefined
  }
}

function isKeyed({ compiled, named: { rule } }: Route): boolean {
  if (compiled.kind !== 'template' || compiled.holes.length !== 1 || compiled.suffix !== '') return false
  const schema = rule.params[compiled.holes[0] ?? '']
  if (!schema) return false
  return compiled.prefix.length >= (isWordy(schema) ? KEYWORD_MIN.words : KEYWORD_MIN.code)
}

function completed({ compiled, named: { rule } }: Route, heard: Heard, from: number): string | undefined {
  const schema = rule.params[compiled.holes[0] ?? '']
  const typed = heard.squeezed.slice(from)
  if (!schema || typed === '') return undefined
  const value = isWordy(schema) ? rawSlice(heard, from, heard.squeezed.length) : withoutFinalStops(typed)
  return parseValue(schema, value).success ? compiled.source.replace(/\{\w+\}/, () => value) : undefined
}
