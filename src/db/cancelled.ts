/** What nobody waits for any more ends at once. */

/** The run of a handler that a statement belongs to, and what aborts when nobody waits for it any more. */
export type User = { readonly rule: string; readonly signal: AbortSignal }

/** A statement or transaction that was given up because nobody waited for it; of a transaction nothing stays. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled'
  readonly code = 'CANCELLED'

  constructor(cause: unknown) {
    super('cancelled: nobody waits for it any more', { cause })
  }
}

/** Drizzle wraps what a statement throws. */
export function isCancelled(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if (cause instanceof Cancelled) return true
  return false
}

/**
 * Settles as the work does, or rejects as soon as the signal aborts, after `giveUp`; until then the work may call
 * `stopListening`, and is left alone from there on.
 */
export function unlessAborted<T>(
  signal: AbortSignal,
  work: (stopListening: () => void) => Promise<T>,
  giveUp: (reason: Cancelled) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new Cancelled(signal.reason))
    const abort = () => {
      const reason = new Cancelled(signal.reason)
      giveUp(reason)
      reject(reason)
    }
    const stopListening = () => signal.removeEventListener('abort', abort)
    signal.addEventListener('abort', abort, { once: true })
    // Not by finally(): an abort between the two turns of the loop would give up what has just been handed over.
    work(stopListening).then(
      (result) => {
        stopListening()
        resolve(result)
      },
      (error: unknown) => {
        stopListening()
        reject(error)
      },
    )
  })
}
