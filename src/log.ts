import pino from 'pino'

export type Log = pino.Logger
export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent'

/** One line of JSON an event, on standard output (`1`), for commands whose output is their answer on standard error (`2`), or in a file. */
export function createLog(level: LogLevel, destination: 1 | 2 | string): Log {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, outputTo(destination))
}

/** Of what cannot be written, until it can. */
const KEPT_CHARACTERS = 1_000_000

const outputTo = (destination: 1 | 2 | string) =>
  typeof destination === 'string' ? createOutput(destination) : outputs[destination]
const outputs = { 1: createOutput(1), 2: createOutput(2) }

/** The lines of one turn of the loop leave together: a write for each would be a tenth of what a message costs. */
function createOutput(dest: 1 | 2 | string): pino.DestinationStream {
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
      lines += isOfTrouble(line) ? masked(line) : line
    },
  }
}

/** Whether the level, which every line begins with, is 40 or more. */
const isOfTrouble = (line: string): boolean => line.charCodeAt(LEVEL_AT) >= WARN_DIGIT
const LEVEL_AT = '{"level":'.length
const WARN_DIGIT = '4'.charCodeAt(0)

/** What MySQL says of a rule's statement quotes its values, and an OpenID may be among them, alone or as a part of a key. */
const masked = (line: string): string => line.replaceAll(OPEN_ID, '$1…')
const OPEN_ID = /(?<=\\[nrt]|\W)(o[\w-]{5})[\w-]{22}/g
