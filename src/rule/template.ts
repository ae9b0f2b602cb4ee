/** Literal text with holes (`?{part}`), compiled once. */
import { AppError } from '../errors.ts'
import { fold, hear, withoutFinalStops, type Heard } from './normalize.ts'

export type Part =
  | { readonly kind: 'literal'; readonly text: string }
  /** A space between two holes: the fan must type one there, while all other spaces are ignored. */
  | { readonly kind: 'gap' }
  | { readonly kind: 'hole'; readonly name: string }

export type Template = {
  readonly kind: 'template'
  /** As the maintainer wrote it. */
  readonly source: string
  readonly parts: readonly Part[]
  readonly holes: readonly string[]
  /** The literal it begins with, normalised and folded; the whole of an exact text. */
  readonly prefix: string
  /** The literal it ends with, after a hole. */
  readonly suffix: string
  /** Equal for templates that differ in the names of their holes only. */
  readonly skeleton: string
  /** How many literal characters it has in all. */
  readonly weight: number
}

/** Where each hole begins and ends in `Heard.squeezed`, in the order of `Template.holes`. */
export type Slices = readonly (readonly [from: number, to: number])[]

/** A text with many copies of a separator could be cut in very many ways; nobody types more than a few. */
const STEPS_LIMIT = 500
type Steps = { left: number }

export function compileTemplate(source: string): Template {
  const parts = source
    .split(/(\{[^{}]*\})/)
    .filter((piece) => piece !== '')
    .map(compilePart)
  const problem = problemOf(source, parts)
  if (problem) throw new AppError('RULES_BROKEN', `pattern「${source}」${problem}`)
  const literals = parts.map((part) => (part.kind === 'literal' ? part.text : ''))
  return {
    kind: 'template',
    source,
    parts,
    holes: parts.flatMap((part) => (part.kind === 'hole' ? [part.name] : [])),
    prefix: literals[0] ?? '',
    suffix: parts.length > 1 ? (literals.at(-1) ?? '') : '',
    skeleton: parts.map(skeletonOf).join(''),
    weight: literals.join('').length,
  }
}

const skeletonOf = (part: Part): string =>
  part.kind === 'literal' ? part.text : part.kind === 'gap' ? ' ' : '{}'

function compilePart(piece: string): Part {
  if (piece.startsWith('{') && piece.endsWith('}')) return { kind: 'hole', name: piece.slice(1, -1) }
  const text = fold(hear(piece).squeezed)
  return text === '' ? { kind: 'gap' } : { kind: 'literal', text }
}

function problemOf(source: string, parts: readonly Part[]): string | undefined {
  if (parts.every((part) => part.kind === 'gap')) return '是空的'
  const holes = parts.flatMap((part) => (part.kind === 'hole' ? [part.name] : []))
  const odd = holes.find((name) => !/^[A-Za-z_]\w*$/.test(name))
  if (odd !== undefined) return `里的 {${odd}} 不是合法的名字，只能用字母、数字和下划线`
  if (parts.some((part) => part.kind === 'literal' && /[{}]/.test(part.text))) return '里的花括号没有成对'
  if (new Set(holes).size < holes.length) return '里有两个同名的空位'
  const adjacent = parts.some((part, index) => part.kind === 'hole' && parts[index + 1]?.kind === 'hole')
  return adjacent ? '里有两个紧挨着的空位，它们之间要有文字或空格' : undefined
}

/** Every way, up to a bound, in which the text fills the holes; the first takes the shortest slices. */
export function fits({ parts, prefix }: Template, heard: Heard): Iterable<Slices> {
  const [first, second, third] = parts
  // The commonest shape, which a text fits in one way.
  if (first?.kind === 'literal' && second?.kind === 'hole' && !third)
    return heard.folded.startsWith(prefix) ? [[[prefix.length, heard.folded.length]]] : []
  return walk(parts, heard, 0, 0, { left: STEPS_LIMIT })
}

/** A literal at the end may be followed by the stops that a phone's keyboard adds. */
function isEnd({ folded }: Heard, from: number, last: Part | undefined): boolean {
  return from === folded.length || (last?.kind === 'literal' && from === withoutFinalStops(folded).length)
}

function* walk(
  parts: readonly Part[],
  heard: Heard,
  at: number,
  from: number,
  steps: Steps,
): Generator<Slices> {
  const part = parts[at]
  if (--steps.left < 0) return
  if (!part) {
    if (isEnd(heard, from, parts[at - 1])) yield []
  } else if (part.kind === 'literal') {
    if (heard.folded.startsWith(part.text, from))
      yield* walk(parts, heard, at + 1, from + part.text.length, steps)
  } else if (part.kind === 'gap') {
    const isEdge = at === 0 || at === parts.length - 1
    if (isEdge || heard.gaps.has(from)) yield* walk(parts, heard, at + 1, from, steps)
  } else {
    for (const to of ends(parts[at + 1], heard, from)) {
      if (steps.left < 0) return
      for (const rest of walk(parts, heard, at + 1, to, steps)) yield [[from, to], ...rest]
    }
  }
}

/** Where a hole that begins at `from` may end, given what follows it. */
function* ends(next: Part | undefined, heard: Heard, from: number): Generator<number> {
  if (next?.kind === 'literal') {
    for (
      let to = heard.folded.indexOf(next.text, from);
      to >= 0;
      to = heard.folded.indexOf(next.text, to + 1)
    )
      yield to
  } else if (next?.kind === 'gap') {
    for (const to of heard.gaps) if (to > from) yield to
  } else {
    yield heard.folded.length
  }
}
