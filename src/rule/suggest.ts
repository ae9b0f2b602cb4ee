/** One guess at what a fan meant whom no rule answers. It is never run by itself. */
import { guessKeyword } from './guess-keyword.ts'
import { guessPrefix } from './guess-prefix.ts'
import { guessWord } from './guess-word.ts'
import { tap } from './markup.ts'
import type { Heard } from './normalize.ts'
import type { Named, Route } from './order.ts'
import type { TextRule } from './rule.ts'

export type Suggestion = { readonly named: Named<TextRule>; readonly text: string }
export type Suggest = (heard: Heard) => Suggestion | undefined

/** Nobody forgets the prefix of a longer code. */
const LENGTH_LIMIT = 64

export function createSuggest(routes: readonly Route[]): Suggest {
  const guesses = [guessPrefix(routes), guessWord(routes), guessKeyword(routes)]
  return (heard) => {
    if (heard.squeezed.length > LENGTH_LIMIT) return undefined
    for (const guess of guesses) {
      const found = guess(heard)
      if (found) return { named: found.named, text: `您要发送的是不是：${tap(found.text)}` }
    }
    return undefined
  }
}
