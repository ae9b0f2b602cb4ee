/** Small pieces of TypeScript, as a maintainer would write them; Prettier sees to quotes and line breaks. */

export const literal = (value: string): string => inSight(JSON.stringify(value))

/** Text inside a template literal. */
export const inTemplate = (text: string): string => inSight(text.replace(/[\\`]|\$(?=\{)/g, '\\$&'))

/** Fans may send what turns a line of source around, breaks it or hides in it. */
const inSight = (text: string): string =>
  text.replace(HIDDEN, (character) =>
    Array.from({ length: character.length }, (_, at) => unit(character.charCodeAt(at))).join(''),
  )

const HIDDEN = /[\p{C}\p{Zl}\p{Zp}]/gu

const unit = (code: number): string => `\\u${code.toString(16).padStart(4, '0')}`

/** A fan's text on one line, for people and their terminals. */
export const shownText = (text: string): string => text.replace(/\s+/g, ' ').replace(HIDDEN, '').trim()

const IDENTIFIER = /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u

export const keyOf = (name: string): string => (IDENTIFIER.test(name) ? name : literal(name))

export const member = (owner: string, name: string): string =>
  IDENTIFIER.test(name) ? `${owner}.${name}` : `${owner}[${literal(name)}]`

/** `{ a, b: c }` */
export function record(entries: Iterable<readonly [key: string, value: string]>): string {
  const pairs = [...entries].map(([key, value]) => (key === value ? key : `${keyOf(key)}: ${value}`))
  return `{ ${pairs.join(', ')} }`
}

/** An expression for a reply, with a dash where there is no value. */
export const orDash = (value: string, isNullable: boolean): string => (isNullable ? `${value} ?? '—'` : value)

/** What the language keeps for itself, and what a generated rule calls its own. */
const TAKEN = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends ' +
    'false finally for function if implements import in instanceof interface let new null package private protected ' +
    'public return static super switch this throw true try typeof undefined var void while with yield ' +
    'Array BigInt Date Number String answer code digits missing plain query words lookup lookupAll db row rows and eq sql z'
  ).split(' '),
)

/** `kind` is put behind a name that is taken. */
export type NameOf = (wanted: string, kind: string) => string

/** Gives each thing a name that nothing else in the file has. */
export function createNames(): NameOf {
  const taken = new Set(TAKEN)
  return (wanted, kind) => {
    let name = wanted
    while (taken.has(name)) name += kind
    taken.add(name)
    return name
  }
}
