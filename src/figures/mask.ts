import { createHash } from 'node:crypto'
import { fold, withoutFinalStops } from '../rule/normalize.ts'

const LENGTH = 100

/** What is alike in what fans ask: case, digits and final stops taken out, so that no number of theirs is kept. */
export function maskOf(heard: string): string {
  const folded = fold(withoutFinalStops(heard) || heard)
  return Array.from(folded.replace(/\p{Nd}+/gu, '#').trim())
    .slice(0, LENGTH)
    .join('')
}

/** The same for all that is put together. */
export const clusterKey = (account: string, mask: string): string =>
  digestOf(`${account}\n${mask.replaceAll(' ', '')}`, 32)

export const digestOf = (text: string, length: number): string =>
  createHash('sha256').update(text).digest('hex').slice(0, length)
