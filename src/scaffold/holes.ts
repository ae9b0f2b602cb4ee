/** Which column each hole of the pattern asks for, and what a fan types into it. */
import { AppError } from '../errors.ts'
import { otherThan } from './code-shape.ts'
import type { Ask, Sample } from './kind.ts'
import type { Said, Wish } from './scaffold.ts'
import { record, type NameOf } from './source.ts'
import type { Field, Table } from './table.ts'
import { codeLike, wordsAsk } from './text-kinds.ts'

export type Hole = {
  readonly name: string
  /** What the handler calls it. */
  readonly variable: string
  readonly ask: Ask
  readonly sample: Sample
  /** A value that no given row has, where there is one. */
  readonly other: Sample | undefined
}
/** A hole with its column. */
export type Asking = Hole & { readonly field: Field & { readonly kind: { readonly ask: Ask } } }

type Pattern = Wish['pattern']
type Askable = Asking['field']

/** Holes of a rule that reads no table. */
export const freeHoles = (pattern: Pattern, nameOf: NameOf, said?: readonly Said[]): Hole[] =>
  pattern.holes.map((name, index) => holeOf(pattern, name, nameOf, wordsAsk(Infinity), index, said))

/** Throws TABLE_UNUSABLE where there are more holes than columns. */
export function tableHoles(pattern: Pattern, table: Table, nameOf: NameOf, said?: readonly Said[]): Asking[] {
  return fieldsFor(pattern.holes, table).map((field, index) => ({
    ...holeOf(pattern, pattern.holes[index] ?? '', nameOf, field.kind.ask, index, said),
    field,
  }))
}

/** What a fan says to fill the holes with their samples. */
export const sayingOf = ({ source }: Pattern, holes: readonly Hole[]): string =>
  source.replace(/\{(\w+)\}/g, (_, hole: string) => {
    return holes.find(({ name }) => name === hole)?.sample.typed ?? ''
  })

/** The holes as a handler takes them apart. */
export const paramsOf = (holes: readonly Hole[]): string =>
  record(holes.map(({ name, variable }) => [name, variable]))

function holeOf(
  pattern: Pattern,
  name: string,
  nameOf: NameOf,
  ask: Ask,
  index: number,
  said: readonly Said[] = [],
): Hole {
  const codes = [...new Set(said.flatMap(({ values }) => values[name] ?? []))]
  if (ask.read && codes.length > 0) return typedHole(name, nameOf(name, 'Value'), ask, codes, ask.read)
  const [first, ...rest] = samplesOf(ask, pattern, index)
  const sample = first ?? ask.sample(index)
  return {
    name,
    variable: nameOf(name, 'Value'),
    ask,
    sample,
    other: rest.findLast(({ typed }) => typed !== sample.typed),
  }
}

/** A hole into which fans have typed these codes. */
function typedHole(
  name: string,
  variable: string,
  ask: Ask,
  codes: readonly string[],
  read: NonNullable<Ask['read']>,
): Hole {
  const [code = ''] = codes
  return { name, variable, ask: codeLike(ask, codes), sample: read(code), other: read(otherThan(code)) }
}

const TRIES = [0, 1, 2, 3, 4, 5]

/** Without the words between the holes, at which a text is cut. */
function samplesOf(ask: Ask, pattern: Pattern, from: number): Sample[] {
  const parts = pattern.kind === 'template' ? pattern.parts : []
  const words = parts.slice(1).flatMap((part) => (part.kind === 'literal' ? [part.text] : []))
  return TRIES.map((offset) => ask.sample(from + offset)).filter(
    ({ typed }) => !words.some((word) => typed.toLowerCase().includes(word)),
  )
}

function fieldsFor(holes: readonly string[], { name, fields }: Table): Askable[] {
  const askable = fields.filter(isAskable)
  const named = holes.map((hole) => askable.find((field) => isCalled(field, hole)))
  const left = inOrder(askable, holes.length).filter((field) => !named.includes(field))
  const found = named.map((field) => field ?? left.shift())
  if (found.every((field) => field !== undefined)) return found
  throw new AppError(
    'TABLE_UNUSABLE',
    `表 ${name} 只有 ${askable.length} 列可以问，不够 ${holes.length} 个空位`,
  )
}

/** A single hole is for what is unique, else for the first text; several are for the columns as they stand. */
function inOrder(fields: readonly Askable[], holes: number): Askable[] {
  const preferences: ((field: Field) => boolean)[] =
    holes === 1
      ? [
          (field) => field.isUnique && !field.isBookkeeping,
          (field) => field.isUnique,
          ({ column }) => column.dataType === 'string',
        ]
      : [(field) => !field.isBookkeeping]
  return [...new Set([...preferences.flatMap((prefers) => fields.filter(prefers)), ...fields])]
}

const isAskable = (field: Field): field is Askable => field.kind.ask !== undefined

const isCalled = ({ key, column }: Field, hole: string): boolean =>
  [key, column.name].some((name) => plainName(name) === plainName(hole))

const plainName = (name: string): string => name.replaceAll('_', '').toLowerCase()
