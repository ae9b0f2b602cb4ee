import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { pathToFileURL } from 'node:url'

/** What is wrong, where, and what to do. */
export type Problem = {
  readonly file: string
  readonly line?: number
  readonly message: string
}

/** A problem at the line where the file says `text`: an example, a pattern, a name; rather where it says `label` too. */
export function problemAt(file: string, text: string | undefined, message: string, label = ''): Problem {
  const line = text === undefined || text === '' ? 0 : lineOf(file, text, label)
  return line > 0 ? { file, line, message } : { file, message }
}

/** As people read it: `rules/a.ts:3  message`, the path from where they stand. */
export function placeOf({ file, line }: Problem): string {
  return line === undefined ? pathOf(file) : `${pathOf(file)}:${line}`
}

/** From where the reader stands. */
export const pathOf = (file: string): string => relative(process.cwd(), file)

/** Where in the file an error was thrown; files of ours may have the name of a rule's. */
export function lineInStack(error: unknown, file: string): number | undefined {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  const paths = [`${file}:`, `${file}?`, pathToFileURL(file).href]
  const place = stack.split('\n').find((line) => paths.some((path) => line.includes(path)))
  const [, line] = /:(\d+):\d+\)?$/.exec(place ?? '') ?? []
  return line === undefined ? undefined : Number(line)
}

/** The first line is 1; 0 where none has the text. */
function lineOf(file: string, text: string, label: string): number {
  const escaped = text.replaceAll('\\', '\\\\')
  const literals = [`'`, `"`, '`'].map((quote) => quote + escaped.replaceAll(quote, `\\${quote}`) + quote)
  const lines = sourceOf(file).split('\n')
  const isLiteral = (line: string) => literals.some((literal) => line.includes(literal))
  const labelled = lines.findIndex((line) => isLiteral(line) && line.includes(label))
  const literal = labelled >= 0 ? labelled : lines.findIndex(isLiteral)
  return (literal >= 0 ? literal : lines.findIndex((line) => line.includes(text))) + 1
}

function sourceOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
