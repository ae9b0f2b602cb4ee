import type { CellKind } from './cell.ts'
import { refuse, schemaOf, type Refused } from './read-cell.ts'

const BITS: Readonly<Record<string, number>> = { tinyint: 8, smallint: 16, mediumint: 24, int: 32 }

/** Of `int unsigned`, `bigint`, `year` …, as far as a number of JavaScript is exact. */
export function wholeCell(type: string, isCounted: boolean): CellKind {
  const [least, most] = rangeOf(type, isCounted)
  const read = (cell: string) => {
    const whole = wholeOf(cell)
    if (whole === undefined) return refuse({ kind: 'whole' })
    const value = Number(whole)
    return value < least || value > most ? outside(least, most) : value
  }
  return { schema: schemaOf(read), text: String, isText: false }
}

function rangeOf(type: string, isCounted: boolean): [least: number, most: number] {
  if (type.startsWith('year')) return [1901, 2155]
  const isUnsigned = type.includes('unsigned') || type === 'serial'
  const bits = BITS[/^\w+/.exec(type)?.[0] ?? '']
  const most = bits === undefined ? Number.MAX_SAFE_INTEGER : 2 ** (isUnsigned ? bits : bits - 1) - 1
  // MySQL counts on where a counted column is given 0.
  return [isCounted ? 1 : isUnsigned ? 0 : bits === undefined ? -most : -most - 1, most]
}

export function bigCell(type: string): CellKind {
  const isUnsigned = type.includes('unsigned')
  const most = 2n ** (isUnsigned ? 64n : 63n) - 1n
  const least = isUnsigned ? 0n : -most - 1n
  const read = (cell: string) => {
    const whole = wholeOf(cell)
    if (whole === undefined) return refuse({ kind: 'whole' })
    const value = BigInt(whole)
    return value < least || value > most ? outside(least, most) : value
  }
  return { schema: schemaOf(read), text: String, isText: false }
}

/** MySQL would round what has too many decimals, and say nothing. */
export function decimalCell(type: string, dataType: string): CellKind {
  const [, precision = '10', scale = '0'] = /\((\d+)(?:,\s*(\d+))?\)/.exec(type) ?? []
  const places = Number(scale)
  const read = (cell: string) => {
    const [, minus, whole = '', fraction = ''] = /^(-)?\+?0*(\d*)\.?(\d*?)0*$/.exec(cell) ?? []
    if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(cell)) return refuse({ kind: 'number' })
    if (fraction.length > places) return refuse({ kind: 'places', places })
    const most = `${'9'.repeat(Number(precision) - places) || '0'}${places > 0 ? `.${'9'.repeat(places)}` : ''}`
    const isNegative = minus !== undefined && whole + fraction !== ''
    if (whole.length > Number(precision) - places || (isNegative && type.includes('unsigned')))
      return outside(type.includes('unsigned') ? '0' : `-${most}`, most)
    const decimals = places > 0 ? `.${fraction.padEnd(places, '0')}` : ''
    return asTyped(`${isNegative ? '-' : ''}${whole || '0'}${decimals}`, dataType)
  }
  return { schema: schemaOf(read), text: String, isText: false }
}

const asTyped = (text: string, dataType: string): unknown =>
  dataType === 'number' ? Number(text) : dataType === 'bigint' ? BigInt(text) : text

const FLOAT_MOST = 3.4028234663852886e38

export function fractionCell(type: string): CellKind {
  const most = type.startsWith('float') ? FLOAT_MOST : Number.MAX_VALUE
  const least = type.includes('unsigned') ? 0 : -most
  const read = (cell: string) => {
    if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(cell)) return refuse({ kind: 'number' })
    const value = Number(cell)
    return value < least || value > most ? outside(least, most) : value
  }
  return { schema: schemaOf(read), text: String, isText: false }
}

/** Spreadsheets like to write 5 as 5.0. */
const wholeOf = (cell: string): string | undefined => /^\+?(-?\d+)(?:\.0+)?$/.exec(cell)?.[1]

const outside = (least: unknown, most: unknown): Refused =>
  refuse({ kind: 'range', least: String(least), most: String(most) })
