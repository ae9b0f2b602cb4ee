/** Writes a rule file from three answers: a title, a pattern and a table. */
import type { Template } from '../rule/template.ts'
import { answeredByTable } from './from-table.ts'
import { freeHoles, paramsOf, sayingOf, type Hole } from './holes.ts'
import { createImports, type Imports } from './imports.ts'
import { createNames, inTemplate, literal, record, type NameOf } from './source.ts'
import type { Table } from './table.ts'

export type Wish = {
  readonly title: string
  readonly pattern: Template
  readonly table: Table | undefined
  /** All that drizzle/schema.ts exports. */
  readonly tables: readonly Table[]
}

export type Scaffold = {
  /** Correct, but not yet formatted. */
  readonly source: string
  /** What a fan says in the first example. */
  readonly say: string
  /** Why the file has no example with an answer, for the maintainer. */
  readonly obstacles: readonly string[]
}

/** What a rule answers, and how. */
export type Answering = {
  readonly holes: readonly Hole[]
  /** The property, or nothing. */
  readonly given: string
  readonly examples: string
  readonly handler: string
  readonly obstacles: readonly string[]
}

export function scaffold(wish: Wish): Scaffold {
  const imports = createImports()
  const nameOf = createNames()
  const { holes, given, examples, handler, obstacles } = wish.table
    ? answeredByTable(wish, wish.table, imports, nameOf)
    : answeredAlways(wish, imports, nameOf)
  const params = record(holes.map(({ name, ask }) => [name, ask.param(imports)]))
  const properties = [
    `title: ${literal(wish.title)}`,
    `pattern: ${literal(wish.pattern.source)}`,
    ...(holes.length > 0 ? [`params: ${params}`] : []),
    ...(given === '' ? [] : [given]),
    examples,
    handler,
  ]
  const rule = `export default ${imports.rule('query')}({\n${properties.join(',\n')},\n})\n`
  return { source: `${imports.lines()}\n${rule}`, say: sayingOf(wish.pattern, holes), obstacles }
}

/** The same answer whatever is asked, to begin with. */
function answeredAlways({ title, pattern }: Wish, imports: Imports, nameOf: NameOf): Answering {
  const holes = freeHoles(pattern, nameOf)
  const values = holes.map(({ variable }) => `\${${imports.rule('plain')}(${variable})}`)
  const source = [inTemplate(title), ...values].join('，')
  const reply = [title, ...holes.map(({ sample }) => sample.shown)].join('，')
  const answer = `${imports.rule('answer')}(${holes.length > 0 ? `\`${source}\`` : literal(title)})`
  return {
    holes,
    given: '',
    examples: `examples: [{ say: ${literal(sayingOf(pattern, holes))}, reply: ${literal(reply)} }]`,
    handler: `reply: (${holes.length > 0 ? paramsOf(holes) : ''}) => ${answer}`,
    obstacles: [],
  }
}
