/**
 * The records of a CSV text, each with the line of the file that it begins in. Written here because csv-parse 7
 * counts lines wrongly where line ends are mixed, and reads nothing rightly after a quotation mark without its other
 * half. Cells without quotation marks are trimmed; those with them are kept as they are.
 */
export type CsvRecord = {
  readonly line: number
  readonly cells: readonly string[]
  /** Whether a quotation mark has no other half; the next record is then taken from the next line. */
  readonly isBroken: boolean
}

export const DELIMITERS = [',', '\t', ';'] as const
export type Delimiter = (typeof DELIMITERS)[number]

/** A record that is longer has lost a quotation mark. */
const LIMIT_CHARACTERS = 1024 * 1024
const END = /\r\n?|\n/g

/** Gives the complete records of what was told so far; `end` those that are left. */
export function createRecords(delimiter: Delimiter) {
  let rest = ''
  let line = 1
  const take = (isLast: boolean): CsvRecord[] => {
    const records: CsvRecord[] = []
    let at = 0
    while (at < rest.length) {
      const read = readRecord(rest, at, delimiter, isLast)
      if (read === 'incomplete' && rest.length - at < LIMIT_CHARACTERS) break
      const { cells, end } = typeof read === 'string' ? brokenRecord(rest, at) : read
      records.push({ line, cells, isBroken: typeof read === 'string' })
      line += rest.slice(at, end).match(END)?.length ?? 0
      at = end
    }
    rest = rest.slice(at)
    return records
  }
  return {
    read(text: string): CsvRecord[] {
      rest += text
      return take(false)
    },
    end: () => take(true),
  }
}

type Read = { readonly cells: string[]; readonly end: number }

function readRecord(
  text: string,
  start: number,
  delimiter: string,
  isLast: boolean,
): Read | 'incomplete' | 'broken' {
  const cells: string[] = []
  for (let at = start; ; at++) {
    const cell = readCell(text, at, delimiter)
    if (typeof cell === 'string') return cell === 'broken' || isLast ? 'broken' : 'incomplete'
    cells.push(cell.value)
    at = cell.end
    if (text[at] === delimiter) continue
    // Of a line end of two characters the other may be still to come.
    if (!isLast && (at >= text.length || (text[at] === '\r' && at + 1 === text.length))) return 'incomplete'
    return { cells, end: at + (text.startsWith('\r\n', at) ? 2 : 1) }
  }
}

type Cell = { readonly value: string; readonly end: number }

/** `end` is the delimiter, the line end or the end of the text behind it. */
function readCell(text: string, start: number, delimiter: string): Cell | 'incomplete' | 'broken' {
  const at = skipSpaces(text, start)
  if (text[at] === '"') return readQuoted(text, at + 1, delimiter)
  const ending = delimiter === ',' ? /[,\r\n]/g : delimiter === ';' ? /[;\r\n]/g : /[\t\r\n]/g
  ending.lastIndex = at
  const end = ending.exec(text)?.index ?? text.length
  return { value: text.slice(at, end).trim(), end }
}

function readQuoted(text: string, start: number, delimiter: string): Cell | 'incomplete' | 'broken' {
  let quote = text.indexOf('"', start)
  while (quote >= 0 && text[quote + 1] === '"') quote = text.indexOf('"', quote + 2)
  if (quote < 0) return 'incomplete'
  const end = skipSpaces(text, quote + 1)
  const next = text[end]
  if (next !== undefined && next !== delimiter && next !== '\r' && next !== '\n') return 'broken'
  return { value: text.slice(start, quote).replaceAll('""', '"'), end }
}

function brokenRecord(text: string, start: number): Read {
  END.lastIndex = start
  const found = END.exec(text)
  END.lastIndex = 0
  const end = found ? found.index + found[0].length : text.length
  return { cells: [text.slice(start, found?.index).trim()], end }
}

function skipSpaces(text: string, at: number): number {
  while (text[at] === ' ') at++
  return at
}
