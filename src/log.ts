import pino from 'pino'

export type Log = pino.Logger
export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent'

/** One line of JSON an event, on standard output (`1`) or, for commands whose output is their answer, on standard error (`2`). */
export function createLog(level: LogLevel, destination: 1 | 2): Log {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: destination, sync: true }),
  )
}
