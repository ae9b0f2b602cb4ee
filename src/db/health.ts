import { isCancelled } from './cancelled.ts'

const CONNECTION_TROUBLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'POOL_CLOSED',
  'ER_CON_COUNT_ERROR',
  'ER_SERVER_SHUTDOWN',
  'ER_CONNECTION_KILLED',
  'ER_QUERY_INTERRUPTED',
  'ER_UNKNOWN_COM_ERROR', // of a node of Galera that has lost the others, or has not yet caught up with them
])

/** Asks whether MySQL is ready for work; a node of Galera that is not answers SELECT 1 all the same. */
export const READY = 'COMMIT'

/** MySQL's own name for what went wrong, whatever has wrapped it. */
export function errorCodeOf(error: unknown): string | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code !== undefined) return code
  }
  return undefined
}

/** Whether an error, or what caused it, means that MySQL is away rather than that a statement was wrong. */
export function isDatabaseAway(error: unknown): boolean {
  if (isCancelled(error)) return false
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code, syscall, fatal } = cause as NodeJS.ErrnoException & { fatal?: boolean }
    if (code !== undefined && CONNECTION_TROUBLE.has(code)) return true
    if (syscall === 'connect' || fatal === true) return true
  }
  return false
}
