import type { WriteDb } from '../db/connect.ts'
import { AppError } from '../errors.ts'
import { codesIn, draft, type Asked, type Draft, type DraftDeps } from './draft.ts'
import { knownFromDatabase, knownFromRules } from './known.ts'

export type WithRowsDeps = Omit<DraftDeps, 'known'> & {
  readonly db: Pick<WriteDb, 'select'>
  /** The title where the words of the fans make none. */
  readonly untitled: () => string | Promise<string>
}

/** A draft that knows what the tables hold. Throws as `draft` does. */
export async function draftWithRows(asked: Asked, { db, untitled, ...rest }: WithRowsDeps): Promise<Draft> {
  const { rules, tables } = rest
  const known = [...knownFromRules(rules, tables), ...(await knownFromDatabase(db, tables, codesIn(asked)))]
  try {
    return draft(asked, { ...rest, known })
  } catch (error) {
    const isUntitled = error instanceof AppError && error.code === 'TITLE_MISSING'
    if (!isUntitled || rest.title !== undefined) throw error
    return draft(asked, { ...rest, known, title: await untitled() })
  }
}
