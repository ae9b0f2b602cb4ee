import type { Transaction, WriteDb } from './connect.ts'

/** Runs the work in a transaction and takes everything back, also when it succeeds. */
export async function rolledBack<T>(write: WriteDb, work: (tx: Transaction) => Promise<T>): Promise<T> {
  let result: { readonly value: T } | undefined
  await write
    .transaction(async (tx) => {
      result = { value: await work(tx) }
      tx.rollback()
    })
    .catch((error: unknown) => {
      if (!result) throw error
    })
  if (!result) throw new Error('the transaction ended without a result')
  return result.value
}
