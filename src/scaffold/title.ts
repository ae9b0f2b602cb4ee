import { plain } from '../rule/markup.ts'
import { shownText } from './source.ts'

const LENGTH_LIMIT = 30

/** The words of the pattern, as 帮助 can show them; empty where there are none to read. */
export function titleOf(words: readonly string[]): string {
  const title = plain(shownText(words.join('…')))
  if (!/[\p{L}\p{N}]/u.test(title)) return ''
  const characters = Array.from(title)
  return characters.length > LENGTH_LIMIT ? `${characters.slice(0, LENGTH_LIMIT).join('')}…` : title
}
