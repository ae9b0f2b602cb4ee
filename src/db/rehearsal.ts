import type { Transaction } from './connect.ts'

type Work<T> = (tx: Transaction) => Promise<T>

/** Runs the work in a transaction and takes everything back, also when it succeeds. */
export async function rolledBack<T>(transact: <R>(work: Work<R>) => Promise<R>, work: Work<T>): Promise<T> {
  let result: { readonly value: T } | undefined
  await transact(async (tx) => {
    result = { value: await work(tx) }
    tx.rollback()
  }).catch((error: unknown) => {
    if (!result) throw error
  })
  if (!result) throw new Error('the transaction ended without a result')
  return result.value
}
