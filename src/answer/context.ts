/** What handlers get beside their params; what costs something to make is made when it is asked for. */
import type { ReadDb, Transaction } from '../db/connect.ts'
import type { Lookups } from '../db/lookup.ts'
import type { CommandContext, QueryContext } from '../rule/context.ts'
import type { Scene } from './run.ts'

export function queryContext(
  { account, message, text, topics, database, run }: Scene,
  rule: string,
): QueryContext {
  const { lookup, lookupAll, readFor } = database
  let db: ReadDb | undefined
  return {
    lookup,
    lookupAll,
    account,
    message,
    text,
    topics,
    msLeft: run.msLeft,
    get signal() {
      return run.signal
    },
    get db() {
      return (db ??= readFor({ rule, signal: run.signal }))
    },
  }
}

export function commandContext(
  { account, message, text, topics, run }: Scene,
  tx: Transaction,
  lookups: Lookups,
): CommandContext {
  const { msLeft, signal } = run
  return { tx, ...lookups, account, message, text, topics, msLeft, signal }
}
