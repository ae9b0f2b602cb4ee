import leven from 'leven'

/** The word that is a typing mistake away: one in a short word, two in one of more than five characters. */
export function nearest(typed: string, words: Iterable<string>): string | undefined {
  let best: { readonly word: string; readonly distance: number } | undefined
  for (const word of words) {
    if (Math.abs(word.length - typed.length) > 2) continue
    const distance = leven(typed, word)
    if (distance <= slack(word) && distance < (best?.distance ?? Infinity)) best = { word, distance }
  }
  return best?.word
}

const slack = (word: string): number => (word.length < 2 ? 0 : word.length > 5 ? 2 : 1)
