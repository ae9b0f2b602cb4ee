import type { CellKind } from './cell.ts'
import { refuse, schemaOf } from './read-cell.ts'
import { guard, unguard } from './guard.ts'

const BYTES: Readonly<Record<string, number>> = {
  tinytext: 255,
  text: 65_535,
  mediumtext: 16_777_215,
  longtext: 4_294_967_295,
}

/** `varchar(32)` counts characters, `text` bytes. */
export function textCell(type: string): CellKind {
  const [, characters] = /\((\d+)\)/.exec(type) ?? []
  const isPadded = type.startsWith('char')
  const limit = characters === undefined ? (BYTES[type] ?? 1) : Number(characters)
  const unit = type in BYTES ? ('bytes' as const) : ('characters' as const)
  const lengthOf = (text: string) => (unit === 'bytes' ? Buffer.byteLength(text) : Array.from(text).length)
  const read = (cell: string) => {
    const text = isPadded ? unguard(cell).replace(/ +$/, '') : unguard(cell) // MySQL keeps none in a CHAR
    // Neither counts less than a third of what the other does.
    const isShort = text.length * 3 <= limit
    const length = isShort ? 0 : lengthOf(text)
    return length > limit ? refuse({ kind: 'long', length, limit, unit }) : text
  }
  return { schema: schemaOf(read), text: (value) => guard(String(value)), isText: true }
}

export function choiceCell(choices: readonly string[]): CellKind {
  const read = (cell: string) => {
    const text = unguard(cell)
    const like = text.toLowerCase()
    const found = choices.find((one) => one === text) ?? choices.find((one) => one.toLowerCase() === like)
    return found ?? refuse({ kind: 'choice', choices })
  }
  return { schema: schemaOf(read), text: (value) => guard(String(value)), isText: true }
}

const YES = new Set(['是', '1', 'true', 'yes', 'y', '对', '真'])
const NO = new Set(['否', '0', 'false', 'no', 'n', '错', '假'])

export function booleanCell(): CellKind {
  const read = (cell: string) => {
    const text = cell.trim().toLowerCase()
    return YES.has(text) ? true : NO.has(text) ? false : refuse({ kind: 'boolean' })
  }
  return { schema: schemaOf(read), text: (value) => (value === true ? '是' : '否'), isText: false }
}

export function jsonCell(): CellKind {
  const read = (cell: string): unknown => {
    try {
      return JSON.parse(cell)
    } catch {
      return refuse({ kind: 'json' })
    }
  }
  return { schema: schemaOf(read), text: (value) => JSON.stringify(value), isText: false }
}
