import pino from 'pino'

export type Log = pino.Logger
export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent'

/** One line of JSON an event, on standard output (`1`) or, for commands whose output is their answer, on standard error (`2`). */
export function createLog(level: LogLevel, destination: 1 | 2): Log {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, outputs[destination])
}

/** Of what cannot be written, until it can. */
const KEPT_CHARACTERS = 1_000_000

const outputs = { 1: createOutput(1), 2: createOutput(2) }

/** The lines of one turn of the loop leave together: a write for each would be a tenth of what a message costs. */
function createOutput(dest: 1 | 2): pino.DestinationStream {
  const output = pino.destination({ dest, sync: true, maxLength: KEPT_CHARACTERS })
  output.on('error', () => {}) // a full disk stops nobody from answering
  let lines = ''
  const flush = () => {
    const text = lines
    lines = ''
    if (text !== '') output.write(text)
  }
  process.on('exit', flush)
  return {
    write(line) {
      if (lines === '') setImmediate(flush)
      lines += line
    },
  }
}
