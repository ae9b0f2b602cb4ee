/** What only all rules of an account together show: ties, and examples that another rule would answer. */
import { messageOf } from '../errors.ts'
import { hear } from '../rule/normalize.ts'
import { skeletonOf, type Named, type Route } from '../rule/order.ts'
import type { Decision, Router } from '../rule/router.ts'
import type { OnRule, Rule } from '../rule/rule.ts'
import type { Problem } from './load.ts'

type Example = Rule['examples'][number]

export function proveWhole(rules: readonly Named[], router: Router): Problem[] {
  return [
    ...fallbackProblems(rules),
    ...rules.flatMap((named) => beforeProblems(named, rules)),
    ...tieProblems(router.routes),
    ...repeatedEventProblems(router.events),
    ...exampleProblems(rules, router),
  ]
}

/** One shared fallback, and at most one more that takes its place for an account. */
function fallbackProblems(rules: readonly Named[]): Problem[] {
  const fallbacks = rules.filter(({ rule }) => rule.kind === 'fallback')
  if (fallbacks.length === 0) {
    return [{ file: 'rules/fallback.ts', message: '没有 fallback 规则；没有规则能回答的话要由它来答' }]
  }
  return fallbacks.flatMap((named, index) => {
    const earlier = fallbacks.slice(0, index).find(({ account }) => account === named.account)
    return earlier ? [{ file: named.file, message: `已经有 fallback 规则 ${earlier.file}；只能有一个` }] : []
  })
}

/** An id that there is not, and a circle of rules that all go before each other. */
function beforeProblems(named: Named, rules: readonly Named[]): Problem[] {
  const { file, rule } = named
  if (rule.kind === 'fallback') return []
  return rule.before.flatMap((id) => {
    const other = rules.find((one) => one.id === id)
    if (!other) return [{ file, message: `before: '${id}' 没有这条规则；id 就是文件名，例如 ${named.id}` }]
    const isCircle = other.rule.kind !== 'fallback' && other.rule.before.includes(named.id)
    return isCircle
      ? [{ file, message: `before: '${id}' 和 ${other.file} 的 before: '${named.id}' 互相矛盾` }]
      : []
  })
}

function tieProblems(routes: readonly Route[]): Problem[] {
  return routes.flatMap((route, index) => {
    const next = routes[index + 1]
    if (!next || skeletonOf(route) !== skeletonOf(next) || isSettled(route.named, next.named)) return []
    const message = `pattern「${route.template.source}」和 ${next.named.file} 的「${next.template.source}」一样；在其中一个里写 before: '另一个的 id'（id 就是文件名）`
    return [{ file: route.named.file, message }]
  })
}

function repeatedEventProblems(events: readonly Named<OnRule>[]): Problem[] {
  const plain = events.filter(({ rule }) => rule.patterns.length === 0)
  return plain.flatMap((named, index) => {
    const other = plain.slice(index + 1).find((one) => sharedKind(one.rule, named.rule) !== undefined)
    if (!other || isSettled(named, other)) return []
    const message = `on('${sharedKind(named.rule, other.rule)}') 在 ${other.file} 里也有；在其中一个里写 before: '另一个的 id'`
    return [{ file: named.file, message }]
  })
}

const sharedKind = (a: OnRule, b: OnRule): string | undefined => a.on.find((kind) => b.on.includes(kind))

/** Rules are ordered among themselves by `before`, and an account's own one goes before a shared one. */
function isSettled(a: Named<Exclude<Rule, { kind: 'fallback' }>>, b: typeof a): boolean {
  return (
    a.id === b.id || a.account !== b.account || a.rule.before.includes(b.id) !== b.rule.before.includes(a.id)
  )
}

function exampleProblems(rules: readonly Named[], router: Router): Problem[] {
  return rules.flatMap((named) => {
    if (isReplaced(named, router)) return []
    return named.rule.examples.flatMap((example) => {
      const problem = exampleProblem(named, example, rules, router)
      return problem ? [{ file: named.file, message: `示例${sayingOf(example)}${problem}` }] : []
    })
  })
}

/** A schema of the maintainer's own may throw, or ask for what takes time. */
function exampleProblem(
  named: Named,
  example: Example,
  rules: readonly Named[],
  router: Router,
): string | undefined {
  try {
    const decision = firstDecision(named, example, router)
    return decision ? wrongWinner(named, example, decision, rules) : '没有规则回答'
  } catch (error) {
    return `出错：${messageOf(error)}`
  }
}

/** The shared fallback of an account that has its own. */
const isReplaced = (named: Named, router: Router): boolean =>
  named.rule.kind === 'fallback' && named !== router.fallback

function firstDecision({ rule }: Named, example: Example, router: Router): Decision | undefined {
  if ('say' in example) return router.decideText(hear(example.say)).next().value ?? undefined
  if (rule.kind !== 'on' || !rule.on[0]) return undefined
  return router.decideMessage(rule.on[0], example.event).next().value ?? undefined
}

function wrongWinner(
  named: Named,
  example: Example,
  decision: Decision,
  rules: readonly Named[],
): string | undefined {
  const winner = decision.named
  if (winner.id !== named.id) {
    const isRouted = named.rule.kind === 'on' && named.rule.asText
    if (isRouted || isGivenWay(named, winner, rules)) return undefined
    return `由 ${winner.file} 的规则 ${winner.id} 回答了，而不是 ${named.id}`
  }
  const wanted = wantedDecision(named.rule, example)
  if (decision.kind === wanted) return undefined
  return `应为 ${wanted}，结果是 ${decision.kind}${decision.kind === 'invalid' ? `（${decision.message}）` : ''}`
}

/** What a rule that goes before this one answers is meant so: said by `before`, or an account's own in a shared one's place. */
function isGivenWay(named: Named, winner: Named, rules: readonly Named[]): boolean {
  if (goesBeforeAtLast(winner, named, rules)) return true
  if (named.account !== undefined || winner.account === undefined) return false
  if (winner.rule.kind === 'on')
    return named.rule.kind === 'on' && sharedKind(named.rule, winner.rule) !== undefined
  if (winner.rule.kind !== 'query' || named.rule.kind !== 'query') return false
  const theirs = named.rule.patterns.map((pattern) => hear(pattern).folded)
  return winner.rule.patterns.some((pattern) => theirs.includes(hear(pattern).folded))
}

/** Through any number of rules between; those seen already are not asked again. */
function goesBeforeAtLast(
  a: Named,
  b: Named,
  rules: readonly Named[],
  seen: readonly string[] = [],
): boolean {
  if (a.rule.kind === 'fallback' || seen.includes(a.id)) return false
  if (a.rule.before.includes(b.id)) return true
  const next = rules.filter(({ id }) => a.rule.kind !== 'fallback' && a.rule.before.includes(id))
  return next.some((one) => goesBeforeAtLast(one, b, rules, [...seen, a.id]))
}

function wantedDecision(rule: Rule, example: Example): Decision['kind'] {
  const outcome = 'outcome' in example ? example.outcome : 'answer'
  if (outcome === 'invalid' || outcome === 'suggestion') return outcome
  return rule.kind === 'fallback' ? 'unmatched' : 'matched'
}

/** As messages about it call an example. */
export const sayingOf = (example: Example): string =>
  'say' in example ? `「${example.say}」` : ` event ${JSON.stringify(example.event)} `
