/** A rule that answers with what stands in a table. */
import { missingExamples, tableExamples } from './examples.ts'
import { givenRows, type Given } from './given.ts'
import { paramsOf, tableHoles, type Asking } from './holes.ts'
import type { Imports } from './imports.ts'
import type { Sample } from './kind.ts'
import { readingOf, type Reading } from './reading.ts'
import type { Answering, Wish } from './scaffold.ts'
import { literal, record, type NameOf } from './source.ts'
import type { Table } from './table.ts'
import { shownFields, tellRow, tellRows, type Shown, type Telling } from './telling.ts'

/** Throws TABLE_UNUSABLE. */
export function answeredByTable(wish: Wish, table: Table, imports: Imports, nameOf: NameOf): Answering {
  const name = imports.table(table.name, nameOf(table.name, 'Table'))
  const holes = tableHoles(wish.pattern, table, nameOf, wish.said)
  const reading = readingOf(name, holes, imports)
  const shown = shownFields(table, holes, !reading.isOne)
  const telling = tellingOf(reading, shown, holes)
  const given = givenRows(table, valuesOf(shown, holes), wish.tables)
  const nameIt = (one: Table) => (one === table ? name : imports.table(one.name, nameOf(one.name, 'Table')))
  return {
    holes,
    given: given.obstacles.length > 0 ? '' : givenSource(given, nameIt),
    examples:
      given.obstacles.length > 0
        ? missingExamples(wish, holes, given.obstacles.join('；'))
        : tableExamples(wish, holes, telling.text),
    handler: handlerSource(holes, reading, telling, imports),
    obstacles: given.obstacles,
  }
}

function tellingOf({ isOne, rows }: Reading, shown: readonly Shown[], holes: readonly Asking[]): Telling {
  const [hole] = holes
  const sampleOf = (field: Shown) => sampleIn(field, holes)
  return isOne && hole ? tellRow(shown, hole) : tellRows(shown, rows, sampleOf)
}

const sampleIn = ({ key, kind }: Shown, holes: readonly Asking[]): Sample =>
  holes.find(({ field }) => field.key === key)?.sample ?? kind.sample(0)

/** Of the given row: what the fan asks for in the first example, and what the reply shows. */
const valuesOf = (shown: readonly Shown[], holes: readonly Asking[]): Map<string, Sample> =>
  new Map([
    ...shown.map((field) => [field.key, sampleIn(field, holes)] as const),
    ...holes.map(({ field, sample }) => [field.key, sample] as const),
  ])

function givenSource({ rows }: Given, nameIt: (table: Table) => string): string {
  const entries = rows.map(({ table, values }) => {
    const row = record([...values].map(([key, { source }]) => [key, source]))
    return `[${nameIt(table)}, ${row}]`
  })
  return `given: [${entries.join(', ')}]`
}

function handlerSource(
  holes: readonly Asking[],
  { isOne, helper, source }: Reading,
  telling: Telling,
  imports: Imports,
): string {
  const found = isOne ? 'row' : 'rows'
  const isNothing = isOne ? '!row' : 'rows.length === 0'
  return `async reply(${holes.length > 0 ? paramsOf(holes) : '_'}, { ${helper} }) {
    const ${found} = ${source}
    if (${isNothing}) return ${imports.rule('missing')}(${nothingFound(holes, imports)})
    return ${imports.rule('answer')}(${telling.source})
  }`
}

/** What the fan asked for is repeated so that it can bring no link of its own. */
function nothingFound(holes: readonly Asking[], imports: Imports): string {
  if (holes.length === 0) return literal('现在没有可以显示的')
  const values = holes.map(({ ask, variable }) =>
    ask.isFree ? `\${${imports.rule('plain')}(${variable})}` : `\${${variable}}`,
  )
  return `\`没有找到「${values.join(' ')}」\``
}
