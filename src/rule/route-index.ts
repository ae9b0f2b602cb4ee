/** Finds the routes that a text can fit at all, in their order, in a time that does not grow with their number. */
import { AhoCorasick } from '@monyone/aho-corasick'
import { groupBy } from './group.ts'
import { compileLinearSet } from './linear.ts'
import { withoutFinalStops, type Heard } from './normalize.ts'
import { prefixOf, type Rank, type Route as RouteOf } from './order.ts'
import type { OnRule, TextRule } from './rule.ts'

type Route = RouteOf<TextRule | OnRule>
type Find = (heard: Heard) => Iterable<Route>

export function createIndex<R extends TextRule | OnRule>(
  routes: readonly RouteOf<R>[],
): (heard: Heard) => Iterable<RouteOf<R>> {
  // What is found are some of the routes that were given.
  return findIn(routes) as (heard: Heard) => Iterable<RouteOf<R>>
}

function findIn(routes: readonly Route[]): Find {
  const of = (...ranks: Rank[]) => routes.filter(({ rank }) => ranks.includes(rank))
  const parts = [
    exactIndex(of('exact')),
    templateIndex(of('prefix', 'template')),
    keywordIndex(of('contains'), ({ compiled }) => (compiled.kind === 'contains' ? compiled.word : '')),
    expressionIndex(of('regex')),
  ]
  return function* (heard) {
    for (const find of parts) yield* find(heard)
  }
}

function exactIndex(routes: readonly Route[]): Find {
  const byText = groupBy(routes, ({ compiled }) => prefixOf(compiled))
  return ({ folded }) => {
    const bare = withoutFinalStops(folded)
    const found = byText.get(folded) ?? []
    return bare === folded ? found : [...found, ...(byText.get(bare) ?? [])]
  }
}

/** By the literals at both ends, then by the longest one between them; what has none may fit anything. */
function templateIndex(routes: readonly Route[]): Find {
  const groups = groupBy(routes, ({ compiled }) => prefixOf(compiled))
  const byPrefix = new Map([...groups].map(([prefix, group]) => [prefix, suffixIndex(group)]))
  const lengths = lengthsOf(byPrefix.keys())
  return (heard) => {
    const found: Route[] = []
    for (const length of lengths) {
      const find = length <= heard.folded.length && byPrefix.get(heard.folded.slice(0, length))
      if (find) found.push(...find(heard))
    }
    return inOrder(found)
  }
}

function suffixIndex(routes: readonly Route[]): Find {
  const groups = groupBy(routes, suffixOf)
  const bySuffix = new Map([...groups].map(([suffix, group]) => [suffix, innerIndex(group)]))
  const lengths = lengthsOf(bySuffix.keys())
  if (lengths.length === 1 && lengths[0] === 0) return innerIndex(routes)
  return (heard) => {
    const ends = new Set([heard.folded, withoutFinalStops(heard.folded)])
    const found = [...ends].flatMap((text) =>
      lengths.flatMap((length) => {
        const find = length <= text.length && bySuffix.get(text.slice(text.length - length))
        return find ? [...find(heard)] : []
      }),
    )
    return ends.size > 1 ? new Set(found) : found
  }
}

function innerIndex(routes: readonly Route[]): Find {
  const find = keywordIndex(
    routes.filter((route) => innerLiteral(route) !== ''),
    innerLiteral,
  )
  const open = routes.filter((route) => innerLiteral(route) === '')
  if (open.length === routes.length) return () => open
  return (heard) => [...find(heard), ...open]
}

function keywordIndex(routes: readonly Route[], wordOf: (route: Route) => string): Find {
  if (routes.length === 0) return () => []
  const byWord = groupBy(routes, wordOf)
  const words = new AhoCorasick([...byWord.keys()])
  return ({ folded }) => {
    const found = new Set(words.matchInText(folded).map(({ keyword }) => keyword))
    return inOrder([...found].flatMap((word) => byWord.get(word) ?? []))
  }
}

function expressionIndex(routes: readonly Route[]): Find {
  if (routes.length === 0) return () => []
  const bodies = routes.map(({ compiled }) => (compiled.kind === 'regex' ? compiled.body : ''))
  const find = compileLinearSet(bodies, 'i')
  return ({ squeezed }) => {
    const bare = withoutFinalStops(squeezed)
    const found = bare === squeezed ? find(squeezed) : [...new Set([...find(squeezed), ...find(bare)])]
    return inOrder(found.flatMap((index) => routes[index] ?? []))
  }
}

const lengthsOf = (texts: Iterable<string>): number[] =>
  [...new Set(Array.from(texts, (text) => text.length))].sort((a, b) => b - a)

const inOrder = (routes: Route[]): Route[] =>
  routes.length < 2 ? routes : routes.sort((a, b) => a.position - b.position)

const suffixOf = ({ compiled }: Route): string => (compiled.kind === 'template' ? compiled.suffix : '')

/** The longest one between two holes. */
function innerLiteral({ compiled }: Route): string {
  const parts = compiled.kind === 'template' ? compiled.parts.slice(1, -1) : []
  const literals = parts.map((part) => (part.kind === 'literal' ? part.text : ''))
  return literals.reduce((longest, text) => (text.length > longest.length ? text : longest), '')
}
