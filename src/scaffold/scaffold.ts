/** Writes a rule file from three answers: a title, a pattern and a table. */
import type { Keyword } from '../rule/pattern.ts'
import type { Template } from '../rule/template.ts'
import { answeredByTable } from './from-table.ts'
import { sameExamples } from './examples.ts'
import { freeHoles, paramsOf, sayingOf, type Hole } from './holes.ts'
import { createImports, type Imports } from './imports.ts'
import { createNames, inTemplate, literal, record, shownText, type NameOf } from './source.ts'
import type { Table } from './table.ts'

export type Wish = {
  readonly title: string
  readonly pattern: Template | Keyword
  readonly table: Table | undefined
  /** All that drizzle/schema.ts exports. */
  readonly tables: readonly Table[]
  /** What fans have really said, if that is known: at least once. */
  readonly said?: readonly Said[]
}

/** With the codes that the holes of the pattern read from it. */
export type Said = { readonly text: string; readonly values: Readonly<Record<string, string>> }

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
    `pattern: ${patternSource(wish.pattern, imports)}`,
    ...(holes.length > 0 ? [`params: ${params}`] : []),
    ...(given === '' ? [] : [given]),
    examples,
    handler,
  ]
  const rule = `export default ${imports.rule('query')}({\n${properties.join(',\n')},\n})\n`
  const say = wish.said?.[0]?.text ?? sayingOf(wish.pattern, holes)
  return { source: `${imports.lines()}\n${rule}`, say: shownText(say), obstacles }
}

const patternSource = (pattern: Wish['pattern'], imports: Imports): string =>
  pattern.kind === 'template'
    ? literal(pattern.source)
    : `${imports.rule('contains')}(${literal(pattern.word)})`

/** The same answer whatever is asked, to begin with. */
function answeredAlways(wish: Wish, imports: Imports, nameOf: NameOf): Answering {
  const { title, pattern, said } = wish
  const holes = freeHoles(pattern, nameOf, said)
  const values = holes.map(({ ask, variable }) =>
    ask.isFree ? `\${${imports.rule('plain')}(${variable})}` : `\${${variable}}`,
  )
  const source = [inTemplate(title), ...values].join('，')
  const answer = `${imports.rule('answer')}(${holes.length > 0 ? `\`${source}\`` : literal(title)})`
  return {
    holes,
    given: '',
    examples: sameExamples(wish, holes),
    handler: `// 把这里换成粉丝该读到的回答，示例也跟着改。
    reply: (${holes.length > 0 ? paramsOf(holes) : ''}) => ${answer}`,
    obstacles: [],
  }
}
