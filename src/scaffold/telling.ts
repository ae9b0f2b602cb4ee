/** What a reply says of a row: as source, and as the fan reads it for the given row. */
import type { Asking } from './holes.ts'
import { inTemplate, member } from './source.ts'
import type { Sample } from './kind.ts'
import type { Field, Table } from './table.ts'

export type Telling = { readonly source: string; readonly text: string }

/** A column that a reply can show. */
export type Shown = Field & {
  readonly kind: {
    show(value: string, isNullable: boolean): string
    sample(index: number): Sample
  }
}

const ROW_LIMIT = 6
const LINE_LIMIT = 3

/** One row: what was asked for, and a line for each other column. */
export function tellRow(fields: readonly Shown[], { field, sample }: Asking): Telling {
  const heading = { source: `「\${${expression(field)}}」`, text: `「${sample.shown}」` }
  const lines = [heading, ...fields.map(labelled)]
  if (lines.length === 1) return { source: `\`${heading.source}\``, text: heading.text }
  return {
    source: `[${lines.map(({ source }) => `\`${source}\``).join(', ')}].join('\\n')`,
    text: lines.map(({ text }) => text).join('\n'),
  }
}

/** Several rows, one line each. */
export function tellRows(
  fields: readonly Shown[],
  rows: string,
  sampleOf: (field: Shown) => Sample,
): Telling {
  const line = fields.map((field) => `\${${expression(field)}}`).join('，')
  return {
    source: `${rows}.map((row) => \`${line}\`).join('\\n')`,
    text: fields.map((field) => sampleOf(field).shown).join('，'),
  }
}

function labelled(field: Shown): Telling {
  return {
    source: `${inTemplate(field.key)}：\${${expression(field)}}`,
    text: `${field.key}：${field.kind.sample(0).shown}`,
  }
}

function expression({ key, column, kind }: Field): string {
  const value = member('row', key)
  return kind.show?.(value, !column.notNull) ?? value
}

/** The columns worth a fan's while: not those that were asked for, and none that MySQL keeps for itself. */
export function shownFields({ fields }: Table, holes: readonly Asking[], isList: boolean): Shown[] {
  const limit = isList ? LINE_LIMIT : ROW_LIMIT
  const asked = holes.map(({ field }) => field.key)
  const all = fields.filter(isShowable)
  const others = all.filter((field) => !asked.includes(field.key) && isTelling(field))
  if (others.length > 0 || !isList) return others.slice(0, limit)
  return all.filter((field) => asked.includes(field.key) || asked.length === 0).slice(0, limit)
}

const isTelling = ({ isBookkeeping, isReference, column }: Field): boolean =>
  !isBookkeeping && (!isReference || column.notNull)

const isShowable = (field: Field): field is Shown =>
  field.kind.show !== undefined && field.kind.sample !== undefined
