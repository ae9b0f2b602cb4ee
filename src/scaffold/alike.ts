/** Which rule comes closest to what no rule answers, and why. */
import leven from 'leven'
import { groupBy } from '../rule/group.ts'
import { hear, withoutFinalStops } from '../rule/normalize.ts'
import type { Named } from '../rule/order.ts'
import type { Router } from '../rule/router.ts'
import { firstSaying, sayings, type TextRule } from '../rule/rule.ts'

export type Nearest = {
  readonly named: Named
  /** It answers by now, it refused what was typed, it would be suggested, or it only looks alike. */
  readonly kind: 'answers' | 'refuses' | 'suggested' | 'alike'
  /** What it would have understood. */
  readonly example: string
  /** What does not fit, as the fan was told. */
  readonly reason?: string | undefined
}
export type FindNearest = (text: string) => Nearest | undefined

type Known = { readonly named: Named; readonly example: string; readonly mask: string }

/** Below it two texts only have a word in common by chance. */
const LEAST = 0.3
/** As many of those with the most pairs in common are measured. */
const MEASURED = 12
/** What more rules than these have tells nothing. */
const LOOKED_AT = 100

const made = new WeakMap<Router, FindNearest>()

/** Of a text, or of its mask with `#` for digits. Made once for a router. */
export function nearestIn(router: Router): FindNearest {
  const find = made.get(router) ?? createNearest(router)
  made.set(router, find)
  return find
}

function createNearest(router: Router): FindNearest {
  const known = knownIn(router)
  const pairs = known.flatMap(({ mask }, index) => [...pairsOf(mask)].map((pair) => ({ pair, index })))
  const byPair = groupBy(pairs, ({ pair }) => pair)
  return (text) => heardBy(router, text) ?? closest(maskOf(text), known, byPair)
}

/** What the pipeline itself makes of it now. */
function heardBy(router: Router, text: string): Nearest | undefined {
  const hearing = router.hear(hear(text))
  for (const decisions of [hearing.matches(), hearing.misses(undefined)])
    for (const decision of decisions) {
      const { named } = decision
      const example = firstSaying(named.rule)
      if (decision.kind === 'matched' && named.rule.kind !== 'on') return { named, kind: 'answers', example }
      if (decision.kind === 'asked') return { named, kind: 'answers', example }
      if (decision.kind === 'invalid') return { named, kind: 'refuses', example, reason: decision.message }
      if (decision.kind === 'suggestion') return { named, kind: 'suggested', example }
    }
  return undefined
}

function closest(
  mask: string,
  known: readonly Known[],
  byPair: ReadonlyMap<string, readonly { readonly index: number }[]>,
): Nearest | undefined {
  const shared = new Map<number, number>()
  for (const pair of pairsOf(mask))
    for (const { index } of byPair.get(pair)?.slice(0, LOOKED_AT) ?? [])
      shared.set(index, (shared.get(index) ?? 0) + 1)
  const likely = [...shared].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, MEASURED)
  let best: { readonly one: Known; readonly score: number } | undefined
  for (const [index] of likely) {
    const one = known[index]
    const score = one ? likeness(mask, one.mask) : 0
    if (one && score >= LEAST && score > (best?.score ?? 0)) best = { one, score }
  }
  return best && { named: best.one.named, kind: 'alike', example: best.one.example }
}

const likeness = (a: string, b: string): number => 1 - leven(a, b) / Math.max(a.length, b.length)

/** The examples that the rules understand, each look of them once. */
function knownIn({ routes }: Router): Known[] {
  const rules = new Map(routes.map(({ named }) => [named.id, named]))
  return [...rules.values()].flatMap((named) => {
    const masked = examplesOf(named).map((example) => [maskOf(example), example] as const)
    return Array.from(new Map(masked.reverse()), ([mask, example]) => ({ named, example, mask }))
  })
}

const examplesOf = ({ rule }: Named<TextRule>): string[] =>
  rule.examples.filter((example) => 'reply' in example || example.outcome !== 'invalid').flatMap(sayings)

const MASK_LIMIT = 60

/** As clusters are masked, and of no more than can be compared. */
const maskOf = (text: string): string =>
  withoutFinalStops(hear(text).folded)
    .replace(/\p{Nd}+/gu, '#')
    .slice(0, MASK_LIMIT)

/** Two characters that follow each other, with both ends marked. */
function pairsOf(mask: string): Set<string> {
  const marked = `\u0002${mask}\u0003`
  return new Set(Array.from({ length: marked.length - 1 }, (_, at) => marked.slice(at, at + 2)))
}
