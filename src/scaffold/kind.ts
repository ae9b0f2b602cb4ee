/**
 * What a generated rule does with the values of a column, by the kind of the column. A hole takes a text of up to 64
 * characters as code(), a longer one as words(); whole numbers as digits(); decimals with the places of the column;
 * 是 or 否 for a boolean; one of the words of an enum; a day such as 2026-06-05 for a date, and also for a DATETIME or
 * TIMESTAMP, of which it finds all rows of that day (in China for a TIMESTAMP); 08:30 for a time; a year of four digits.
 */
import type { MySqlColumn } from 'drizzle-orm/mysql-core'
import type { Imports } from './imports.ts'
import { bigInteger, decimal, fraction, integer, yesOrNo } from './number-kinds.ts'
import { choice, text } from './text-kinds.ts'
import { day, moment, timeOfDay, year } from './time-kinds.ts'

/** One made-up value: as a fan types it, as it stands in `given`, and as a reply shows it. */
export type Sample = { readonly typed: string; readonly source: string; readonly shown: string }

/** A column that a hole can ask for. */
export type Ask = {
  /** What the hole takes. */
  param(imports: Imports): string
  /** The value of the hole as the column has it. */
  value(variable: string): string
  /** The comparison, where equality in TypeScript's terms is not enough. */
  condition?(column: string, variable: string, imports: Imports): string
  sample(index: number): Sample
  /** A code that a fan has typed, where the column holds codes. */
  read?(typed: string): Sample
  /** Whether a fan could put a link into it. */
  readonly isFree: boolean
}

export type Kind = {
  readonly ask?: Ask
  /** An expression for a reply. */
  show?(value: string, isNullable: boolean): string
  sample?(index: number): Sample
}

/** Nothing can be said of a column that MySQL fills in itself, or whose type is the maintainer's own. */
const UNKNOWN: Kind = {}
/** MariaDB gives back text and MySQL an object, so it is not shown. */
const JSON_KIND: Kind = { sample: () => ({ typed: '', source: '{}', shown: '' }) }

export function kindOf(column: MySqlColumn): Kind {
  if (column.generated) return UNKNOWN
  if (column.enumValues && column.enumValues.length > 0) return choice(column.enumValues)
  const type = column.getSQLType()
  const isString = column.dataType === 'string'
  switch (column.columnType) {
    case 'MySqlVarChar':
    case 'MySqlChar':
    case 'MySqlText':
      return text('length' in column ? Number(column.length ?? Infinity) : Infinity)
    case 'MySqlInt':
    case 'MySqlTinyInt':
    case 'MySqlSmallInt':
    case 'MySqlMediumInt':
      return integer(9)
    case 'MySqlBigInt53':
    case 'MySqlSerial':
      return integer(15)
    case 'MySqlBigInt64':
      return bigInteger()
    case 'MySqlDecimal':
    case 'MySqlDecimalNumber':
    case 'MySqlDecimalBigInt':
      return decimal(type, column.dataType)
    case 'MySqlFloat':
    case 'MySqlDouble':
    case 'MySqlReal':
      return fraction()
    case 'MySqlBoolean':
      return yesOrNo()
    case 'MySqlDate':
    case 'MySqlDateString':
      return day(isString)
    case 'MySqlDateTime':
    case 'MySqlDateTimeString':
      return moment('wall clock', type, isString)
    case 'MySqlTimestamp':
    case 'MySqlTimestampString':
      return moment('instant', type, isString)
    case 'MySqlTime':
      return timeOfDay(type)
    case 'MySqlYear':
      return year()
    case 'MySqlJson':
      return JSON_KIND
    default:
      return UNKNOWN
  }
}
