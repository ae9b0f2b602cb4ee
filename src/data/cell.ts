/** A cell of a file as a column takes it: a schema that is read off the Drizzle column, and the way back to text. */
import type { MySqlColumn } from 'drizzle-orm/mysql-core'
import { z } from 'zod'
import { bigCell, decimalCell, fractionCell, wholeCell } from './number-cells.ts'
import type { Reason } from './reason.ts'
import { booleanCell, choiceCell, jsonCell, textCell } from './text-cells.ts'
import { dayCell, momentCell, timeCell } from './time-cells.ts'

export type CellKind = {
  /** From the text of a cell that is not blank; refusals carry a Reason, see `reasonIn`. */
  readonly schema: z.ZodType<unknown, string>
  /** What the schema reads back to the same value. */
  text(value: unknown): string
  /** Whether a spreadsheet could take it for a formula. */
  readonly isText: boolean
}

/** Undefined: nothing in a file can fill this column. */
export function cellKind(column: MySqlColumn): CellKind | undefined {
  if (column.generated) return undefined
  if (column.enumValues && column.enumValues.length > 0) return choiceCell(column.enumValues)
  const type = column.getSQLType()
  const { dataType } = column
  switch (column.columnType) {
    case 'MySqlVarChar':
    case 'MySqlChar':
    case 'MySqlText':
      return textCell(type)
    case 'MySqlInt':
    case 'MySqlTinyInt':
    case 'MySqlSmallInt':
    case 'MySqlMediumInt':
    case 'MySqlBigInt53':
    case 'MySqlSerial':
    case 'MySqlYear':
      return wholeCell(type, 'autoIncrement' in column && column.autoIncrement === true)
    case 'MySqlBigInt64':
      return bigCell(type)
    case 'MySqlDecimal':
    case 'MySqlDecimalNumber':
    case 'MySqlDecimalBigInt':
      return decimalCell(type, dataType)
    case 'MySqlFloat':
    case 'MySqlDouble':
    case 'MySqlReal':
      return fractionCell(type)
    case 'MySqlBoolean':
      return booleanCell()
    case 'MySqlDate':
    case 'MySqlDateString':
      return dayCell(dataType === 'string')
    case 'MySqlDateTime':
    case 'MySqlDateTimeString':
    case 'MySqlTimestamp':
    case 'MySqlTimestampString':
      return momentCell(type, dataType === 'string')
    case 'MySqlTime':
      return timeCell(type)
    case 'MySqlJson':
      return jsonCell()
    default:
      return undefined
  }
}

/** Why the schema of a cell refused it. */
export function reasonIn({ issues: [issue] }: z.ZodError): Reason {
  // Our schemas refuse by `refuse` alone.
  return (issue as z.core.$ZodIssueCustom).params as Reason
}
