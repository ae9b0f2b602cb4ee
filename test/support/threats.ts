/** The table of docs/security.md: each threat with the tests that show what protects from it. */
import { readFileSync } from 'node:fs'

export type Proof = { readonly file: string; readonly title: string }
export type Threat = {
  readonly name: string
  /** Who, what protects, what remains. */
  readonly said: readonly string[]
  readonly proofs: readonly Proof[]
  readonly command: string
}

const ROW = /^\| `([\w-]+)` *\|(.*)\|([^|]*)\| `([^`]*)` *\|$/gm

export function threatsOf(page: string): Threat[] {
  return [...page.matchAll(ROW)].map(([, name = '', said = '', tests = '', command = '']) => ({
    ...{ name, command },
    said: said.split('|').map((cell) => cell.trim()),
    proofs: [...tests.matchAll(/`(test\/[^`]+)` “([^”]+)”/g)].map(([, file = '', title = '']) => ({
      file,
      title,
    })),
  }))
}

export const threats = (): Threat[] => threatsOf(readFileSync('docs/security.md', 'utf8'))

/** As it stands in the file: behind the bracket of a test, in quotes. */
export const isTitleIn = (source: string, title: string): boolean =>
  ["'", '"', '`'].some((quote) =>
    new RegExp(`(?:\\btest|\\)|\\]\\s*)\\(\\s*${escaped(quote + title + quote)}\\s*,`).test(source),
  )

/** What vitest compares full names with: what a table fills in may be anything. */
export const patternOf = (title: string): string =>
  `(^| )${escaped(title).replaceAll(/%[sdijfpo]|\\\$[a-zA-Z.]+/g, '.*')}$`

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')
