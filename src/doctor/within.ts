import { messageOf } from '../errors.ts'

/** Rejects with the code TIMEOUT when the time is over. */
export async function within<T>(timeoutMs: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    const error = Object.assign(new Error('too late'), { code: 'TIMEOUT' })
    timer = setTimeout(() => reject(error), timeoutMs)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

/** The code, like ECONNREFUSED, where there is one. */
export const reasonOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : messageOf(error)
