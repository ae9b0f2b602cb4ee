/** What only all rules of an account together show: fallbacks, orders that contradict each other, equal patterns. */
import { specificity, type Named, type Route } from '../rule/order.ts'
import type { Router } from '../rule/router.ts'
import type { OnRule } from '../rule/rule.ts'
import { isOrdered, isSettled, sharedKind, type Ordered } from './precedence.ts'
import { pathOf, problemAt, type Problem } from './problem.ts'
import { proveExamples } from './prove-examples.ts'
import { proveReach } from './prove-reach.ts'

/**
 * What follows from a problem that is told already is left out; `broken` are the ids of the rules that are not here
 * because they have problems of their own.
 */
export function proveWhole(rules: readonly Named[], router: Router, broken: ReadonlySet<string>): Problem[] {
  const ties = tiesOf(router.routes)
  const tied = new Set(ties.flatMap((pair) => pair.map(({ named }) => named.id)))
  const examples = proveExamples(rules, router, tied)
  const blamed = new Set(examples.map(({ file }) => file))
  return [
    ...fallbackProblems(rules, broken.size > 0),
    ...beforeProblems(rules.filter(isOrdered), broken),
    ...ties.map(tieProblem),
    ...repeatedEventProblems(router.events),
    ...examples,
    ...proveReach(rules, router).filter(({ file }) => ties.length === 0 && !blamed.has(file)),
  ]
}

/** One shared fallback, and at most one more that takes its place for an account. */
function fallbackProblems(rules: readonly Named[], mayBeBroken: boolean): Problem[] {
  const fallbacks = rules.filter(({ rule }) => rule.kind === 'fallback')
  if (fallbacks.length === 0 && !mayBeBroken) {
    return [{ file: 'rules/fallback.ts', message: '没有 fallback 规则；没有规则能回答的话要由它来答' }]
  }
  return fallbacks.flatMap((named, index) => {
    const earlier = fallbacks.slice(0, index).find(({ account }) => account === named.account)
    return earlier
      ? [
          {
            file: named.file,
            message: `已经有 fallback 规则 ${pathOf(earlier.file)}；只能有一个，删掉其中一个`,
          },
        ]
      : []
  })
}

/** An id that there is not, and rules that go before each other in a circle. */
function beforeProblems(rules: readonly Ordered[], broken: ReadonlySet<string>): Problem[] {
  const byId = new Map(rules.map((named) => [named.id, named]))
  const circles = new Set<string>()
  return rules.flatMap((named) =>
    named.rule.before.flatMap((id): Problem[] => {
      if (broken.has(id)) return []
      if (!byId.has(id)) {
        const message = `before: '${id}' 没有这条规则；id 就是文件名，例如 ${named.id}`
        return [problemAt(named.file, id, message)]
      }
      const circle = circleFrom(named.id, byId)
      const key = circle && [...circle].sort().join(' ')
      if (!circle || !key || circles.has(key)) return []
      circles.add(key)
      const path = [...circle, named.id].join(' → ')
      return [problemAt(named.file, id, `before 绕成了一圈：${path}；去掉其中一个 before`)]
    }),
  )
}

/** The ids from a rule back to itself, each before the next. */
function circleFrom(start: string, byId: ReadonlyMap<string, Ordered>): string[] | undefined {
  const seen = new Set<string>()
  const walk = (id: string, path: readonly string[]): string[] | undefined => {
    for (const next of byId.get(id)?.rule.before ?? []) {
      if (next === start) return [...path, id]
      if (seen.has(next)) continue
      seen.add(next)
      const found = walk(next, [...path, id])
      if (found) return found
    }
    return undefined
  }
  return walk(start, [])
}

type Pair = readonly [Route, Route]

/** Neighbours in the pipeline that hear the same texts. */
function tiesOf(routes: readonly Route[]): Pair[] {
  return routes.flatMap((route, index): Pair[] => {
    const next = routes[index + 1]
    return next && areEqual(route, next) && !isSettled(route.named, next.named) ? [[route, next]] : []
  })
}

function tieProblem([route, next]: Pair): Problem {
  const message = `pattern「${route.compiled.source}」和 ${pathOf(next.named.file)} 的「${next.compiled.source}」一样；在其中一个里写 before: '另一个的 id'（id 就是文件名）`
  return problemAt(route.named.file, route.compiled.source, message, 'pattern')
}

const areEqual = (a: Route, b: Route): boolean =>
  a.compiled.skeleton === b.compiled.skeleton && specificity(a) === specificity(b)

function repeatedEventProblems(events: readonly Named<OnRule>[]): Problem[] {
  const plain = events.filter(({ rule }) => rule.patterns.length === 0)
  return plain.flatMap((named, index) => {
    const other = plain.slice(index + 1).find((one) => sharedKind(one.rule, named.rule) !== undefined)
    if (!other || isSettled(named, other)) return []
    const kind = sharedKind(named.rule, other.rule)
    const message = `on('${kind}') 在 ${pathOf(other.file)} 里也有；在其中一个里写 before: '另一个的 id'`
    return [problemAt(named.file, kind, message)]
  })
}
