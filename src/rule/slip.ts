/** Slips of the thumb on a phone's keyboard. */
import leven from 'leven'

/** One character too many, too few or wrong, or two of them swapped; digits are never guessed. */
export function isSlip(typed: string, known: string): boolean {
  if (digitsIn(typed) !== digitsIn(known)) return false
  return leven(typed, known) === 1 || (typed !== known && lettersOf(typed) === lettersOf(known))
}

const lettersOf = (text: string): string => [...text].sort().join('')

/** The text and the text without one of its characters: two texts that are a mistake apart have one in common. */
export function piecesOf(text: string): string[] {
  const shorter = Array.from(text, (_, index) => text.slice(0, index) + text.slice(index + 1))
  return [...new Set([text, ...shorter])].filter((piece) => piece !== '')
}

/** Of very many keywords with a piece in common, as many as are worth a look. */
const LOOKED_AT = 20

/** What has a piece in common with the text. */
export function nearby<T>(text: string, byPiece: ReadonlyMap<string, readonly T[]>): T[] {
  return piecesOf(text).flatMap((piece) => byPiece.get(piece)?.slice(0, LOOKED_AT) ?? [])
}

const digitsIn = (text: string): string => text.replace(/\D+/g, ' ').trim()
