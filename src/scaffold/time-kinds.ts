/** Dates and times. A hole for any of them takes a day or a time as a fan writes it. */
import type { Ask, Kind, Sample } from './kind.ts'
import { literal, orDash } from './source.ts'

const dayOf = (index: number): string => `2026-06-${String(5 + index).padStart(2, '0')}`

/** Compared as text: what mysql2 makes of a Date depends on the time zone of the machine. */
export function day(isString: boolean): Kind {
  const sample = (index: number): Sample => {
    const shown = dayOf(index)
    // At this hour it is the same day in nearly all time zones.
    return {
      typed: shown,
      source: isString ? literal(shown) : `new Date('${shown}T11:00:00Z')`,
      shown,
    }
  }
  const ask = dayAsk((name) => `\${${name}}`, sample)
  const show = (value: string, isNullable: boolean) =>
    isString ? orDash(value, isNullable) : iso(value, isNullable, 10)
  return { ask, show, sample }
}

/** DATETIME is shown as it stands in MySQL; TIMESTAMP, which our sessions read in UTC, in the time of China. */
export function moment(meaning: 'wall clock' | 'instant', sqlType: string, isString: boolean): Kind {
  const sample = (index: number): Sample => {
    const text = `${dayOf(index)} 02:30:00`
    const date = `new Date('${dayOf(index)}T02:30:00Z')`
    const inChina = new Date(`${dayOf(index)}T02:30:00Z`).toLocaleString('zh-CN', CHINA)
    const shown = isString ? text + fractionOf(sqlType) : meaning === 'instant' ? inChina : text.slice(0, 16)
    return { typed: dayOf(index), source: isString ? literal(text) : date, shown }
  }
  const column = (name: string) =>
    meaning === 'instant' ? `date(convert_tz(\${${name}}, '+00:00', '+08:00'))` : `date(\${${name}})`
  return { ask: dayAsk(column, sample), show: showMoment(meaning, isString), sample }
}

const CHINA = { timeZone: 'Asia/Shanghai' }

function showMoment(meaning: 'wall clock' | 'instant', isString: boolean): NonNullable<Kind['show']> {
  return (value, isNullable) => {
    if (isString) return orDash(value, isNullable)
    if (meaning === 'wall clock') return iso(value, isNullable, 16)
    return orDash(
      `${value}${isNullable ? '?' : ''}.toLocaleString('zh-CN', { timeZone: 'Asia/Shanghai' })`,
      isNullable,
    )
  }
}

function iso(value: string, isNullable: boolean, length: number): string {
  const text = `${value}${isNullable ? '?' : ''}.toISOString().slice(0, ${length})`
  return orDash(length > 10 ? `${text}.replace('T', ' ')` : text, isNullable)
}

/** `column` gives the day of a column, in the SQL of a template. */
function dayAsk(column: (name: string) => string, sample: (index: number) => Sample): Ask {
  return {
    param: (imports) => `${imports.zod()}.iso.date(${literal('日期形如 2026-06-05')})`,
    value: (hole) => hole,
    condition: (name, hole, imports) => `${imports.orm('sql')}\`${column(name)} = \${${hole}}\``,
    sample,
    isFree: false,
  }
}

/** MySQL takes `08:30` for 08:30:00. */
export function timeOfDay(sqlType: string): Kind {
  const sample = (index: number): Sample => {
    const typed = `${String(8 + index).padStart(2, '0')}:30`
    return { typed, source: literal(`${typed}:00`), shown: `${typed}:00${fractionOf(sqlType)}` }
  }
  return {
    ask: {
      param: (imports) => `${imports.rule('code')}(/^\\d{2}:\\d{2}$/, ${literal('时间形如 08:30')})`,
      value: (hole) => hole,
      condition: (name, hole, imports) => `${imports.orm('sql')}\`\${${name}} = \${${hole}}\``,
      sample,
      isFree: false,
    },
    show: orDash,
    sample,
  }
}

export function year(): Kind {
  const sample = (index: number): Sample => {
    const text = String(2026 + index)
    return { typed: text, source: text, shown: text }
  }
  return {
    ask: {
      param: (imports) => `${imports.rule('digits')}(4, 4)`,
      value: (hole) => `Number(${hole})`,
      sample,
      isFree: false,
    },
    show: orDash,
    sample,
  }
}

/** What MySQL gives back behind the seconds of a column that keeps fractions. */
function fractionOf(sqlType: string): string {
  const [, places] = /\((\d)\)/.exec(sqlType) ?? []
  return places === undefined || places === '0' ? '' : `.${'0'.repeat(Number(places))}`
}
