/** A table or a column of drizzle/schema.ts that the database does not have yet. */
import { errorCodeOf } from '../db/health.ts'
import { AppError, messageOf, wrappedIn } from '../errors.ts'

const CODES = new Set(['ER_NO_SUCH_TABLE', 'ER_BAD_FIELD_ERROR'])

/** TABLES_OUTDATED, where that is what MySQL has said. */
export function outdated(cause: unknown): AppError | undefined {
  if (!CODES.has(errorCodeOf(cause) ?? '')) return undefined
  const message = `数据库里的表还不是 drizzle/schema.ts 里的样子（${messageOf(wrappedIn(cause))}）`
  return new AppError('TABLES_OUTDATED', message, { cause })
}
