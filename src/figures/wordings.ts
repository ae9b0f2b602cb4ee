/** Which messages show how fans put one question: their ids, so that the text goes when the message goes. */
import { z } from 'zod'

const wording = z.tuple([z.number(), z.string()])
/** The id of a message and a digest of what was heard, by which it differs from the others. */
export type Wording = z.infer<typeof wording>

const LIMIT = 20
const list = z.array(wording).catch([])

export function wordingsIn(json: string): Wording[] {
  try {
    return list.parse(JSON.parse(json))
  } catch {
    return []
  }
}

/** The newer ones first, each wording once. */
export function merged(newer: readonly Wording[], older: readonly Wording[]): Wording[] {
  const seen = new Set(newer.map(([, digest]) => digest))
  return [...newer, ...older.filter(([, digest]) => !seen.has(digest))].slice(0, LIMIT)
}
