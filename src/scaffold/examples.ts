/** The examples of a rule: with what fans have really said where that is known, else made up. */
import type { Keyword } from '../rule/pattern.ts'
import type { Template } from '../rule/template.ts'
import { sayingOf, type Hole } from './holes.ts'
import type { Said, Wish } from './scaffold.ts'
import { literal } from './source.ts'

const MISSING = `outcome: 'missing'`
const reply = (text: string): string => `reply: ${literal(text)}`

/** The given row is for the first; who asks for another finds nothing. */
export function tableExamples({ pattern, said = [] }: Wish, holes: readonly Hole[], text: string): string {
  const [first = made(pattern, holes), ...more] = said
  const others = withAnother(holes)
  const isFound = (one: Said) => holes.every((hole) => valueIn(one, hole) === valueIn(first, hole))
  const missing = others && more.every(isFound) ? [made(pattern, others)] : []
  return listed([
    example(first, reply(text)),
    ...more.map((one) => example(one, isFound(one) ? reply(text) : MISSING)),
    ...missing.map((one) => example(one, MISSING)),
  ])
}

/** Without rows nothing can be found, which is an example too. */
export function missingExamples({ pattern, said }: Wish, holes: readonly Hole[], obstacles: string): string {
  const todo = `// 请补上 given 和一个有回答的示例（${obstacles}）。`
  return `${todo}\n${listed((said ?? [made(pattern, holes)]).map((one) => example(one, MISSING)))}`
}

/** Of a rule that says the same whatever is asked, and repeats what was. */
export function sameExamples({ title, pattern, said }: Wish, holes: readonly Hole[]): string {
  const textFor = ({ values }: Said) => [title, ...holes.map(({ name }) => values[name] ?? '')].join('，')
  return listed((said ?? [made(pattern, holes)]).map((one) => example(one, reply(textFor(one)))))
}

const listed = (examples: readonly string[]): string => `examples: [${examples.join(', ')}]`
const example = ({ text }: Said, effect: string): string => `{ say: ${literal(text)}, ${effect} }`

const made = (pattern: Template | Keyword, holes: readonly Hole[]): Said => ({
  text: sayingOf(pattern, holes),
  values: Object.fromEntries(holes.map(({ name, sample }) => [name, sample.typed])),
})

/** As MySQL compares it. */
function valueIn({ values }: Said, { name, ask }: Hole): string {
  const typed = values[name] ?? ''
  return (ask.read?.(typed).source ?? typed).toLowerCase()
}

/** The holes with one value that no given row has. */
function withAnother(holes: readonly Hole[]): Hole[] | undefined {
  const changed = holes.findLast(({ other }) => other !== undefined)
  return changed?.other
    ? holes.map((hole) => ({ ...hole, sample: (hole === changed ? hole.other : undefined) ?? hole.sample }))
    : undefined
}
