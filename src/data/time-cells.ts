/**
 * Days and moments as people and spreadsheets write them: 2026-06-05, 2026/6/5, 2026年6月5日, with 8:30 or 08:30:00
 * behind. A DATETIME is kept as it is written; a TIMESTAMP, which our sessions read in UTC, is written in the time of
 * China unless a Z or an offset stands behind it.
 */
import type { CellKind } from './cell.ts'
import { refuse, schemaOf } from './read-cell.ts'

const MOMENT =
  /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ] *(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?)? *(Z|[+-]\d{2}:?\d{2})?$/i
const MINUTE_MS = 60_000
const CHINA_MINUTES = 8 * 60

type Moment = {
  /** As if it were UTC, without the fraction. */
  readonly ms: number
  readonly fraction: string
  readonly offsetMinutes: number | undefined
}

function readMoment(cell: string): Moment | undefined {
  const [, year, month, day, hour = 0, minute = 0, second = 0, fraction = '', zone] = MOMENT.exec(cell) ?? []
  const parts = [year, month, day, hour, minute, second].map(Number)
  const [y = 0, m = 0, d = 0, h = 0, min = 0, s = 0] = parts
  const ms = Date.UTC(y, m - 1, d, h, min, s)
  const date = new Date(ms)
  const isReal = date.getUTCMonth() === m - 1 && date.getUTCDate() === d && h < 24 && min < 60 && s < 60
  return isReal && y >= 1000 ? { ms, fraction, offsetMinutes: offsetOf(zone) } : undefined
}

function offsetOf(zone: string | undefined): number | undefined {
  if (zone === undefined) return undefined
  const [, sign, hours, minutes] = /([+-])(\d{2}):?(\d{2})/.exec(zone) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0))
}

const textAt = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace('T', ' ')
const msOf = (text: string): number => Date.parse(`${text.slice(0, 19).replace(' ', 'T')}Z`)

export function dayCell(isString: boolean): CellKind {
  const read = (cell: string) => {
    const moment = readMoment(cell)
    if (!moment || moment.ms % (24 * 60 * MINUTE_MS) !== 0) return refuse({ kind: 'day' })
    const text = textAt(moment.ms).slice(0, 10)
    return isString ? text : new Date(text)
  }
  return { schema: schemaOf(read), text: (value) => written(value).slice(0, 10), isText: false }
}

export function momentCell(type: string, isString: boolean): CellKind {
  const places = Number(/\((\d)\)/.exec(type)?.[1] ?? 0)
  const isInstant = type.startsWith('timestamp')
  const read = (cell: string) => {
    const moment = readMoment(cell)
    if (!moment || /[1-9]/.test(moment.fraction.slice(places))) return refuse({ kind: 'moment' })
    const offset = isInstant ? (moment.offsetMinutes ?? CHINA_MINUTES) : 0
    const ms = moment.ms - offset * MINUTE_MS
    if (isInstant && (ms < FIRST_MS || ms > LAST_MS)) return OUTSIDE
    const text = textAt(ms) + (places > 0 ? `.${moment.fraction.padEnd(places, '0').slice(0, places)}` : '')
    return isString ? text : new Date(`${text.replace(' ', 'T')}Z`)
  }
  const text = (value: unknown) => {
    const stored = written(value)
    const seconds = isInstant ? textAt(msOf(stored) + CHINA_MINUTES * MINUTE_MS) : stored.slice(0, 19)
    return places > 0 ? `${seconds}.${stored.slice(20).padEnd(places, '0').slice(0, places)}` : seconds
  }
  return { schema: schemaOf(read), text, isText: false }
}

/** All that a TIMESTAMP can be. */
const FIRST_MS = 1_000
const LAST_MS = 2 ** 31 * 1_000 - 1_000
const OUTSIDE = refuse({ kind: 'range', least: '1970-01-01 08:00:01', most: '2038-01-19 11:14:07' })

/** As it stands in MySQL. */
const written = (value: unknown): string =>
  value instanceof Date ? value.toISOString().slice(0, -1).replace('T', ' ') : String(value)

/** MySQL takes up to 838 hours, also negative ones. */
export function timeCell(type: string): CellKind {
  const places = Number(/\((\d)\)/.exec(type)?.[1] ?? 0)
  const read = (cell: string) => {
    const [, sign = '', hours, minutes = '', seconds = '00', fraction = ''] =
      /^(-?)(\d{1,3}):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,6}))?)?$/.exec(cell) ?? []
    if (hours === undefined || Number(hours) > 838 || /[1-9]/.test(fraction.slice(places)))
      return refuse({ kind: 'time' })
    const decimals = places > 0 ? `.${fraction.padEnd(places, '0').slice(0, places)}` : ''
    return `${sign}${hours.padStart(2, '0')}:${minutes}:${seconds}${decimals}`
  }
  return { schema: schemaOf(read), text: String, isText: false }
}
