/** What only the whole rulebook shows: ties, and examples that another rule would answer. */
import type { Example, Rule } from '../rule/define.ts'
import { hear } from '../rule/normalize.ts'
import { skeletonOf, type Named, type Route } from '../rule/order.ts'
import type { Decision, Router } from '../rule/router.ts'
import type { Problem } from './load.ts'

export function proveWhole(rules: readonly Named[], router: Router): Problem[] {
  return [...fallbackProblems(rules), ...tieProblems(router.routes), ...exampleProblems(rules, router)]
}

function fallbackProblems(rules: readonly Named[]): Problem[] {
  const [first, ...others] = rules.filter(({ rule }) => rule.kind === 'fallback')
  if (!first)
    return [{ file: 'rules/fallback.ts', message: '没有 fallback 规则；没有规则能回答的话要由它来答' }]
  return others.map(({ file }) => ({ file, message: `已经有 fallback 规则 ${first.file}；只能有一个` }))
}

function tieProblems(routes: readonly Route[]): Problem[] {
  return routes.flatMap((route, index) => {
    const next = routes[index + 1]
    if (!next || skeletonOf(route) !== skeletonOf(next)) return []
    const [a, b] = [route.named, next.named]
    if (a.rule.before.includes(b.id) !== b.rule.before.includes(a.id)) return []
    const message = `pattern「${route.template.source}」和 ${b.file} 的「${next.template.source}」一样；在其中一个里写 before: '另一个的 id'`
    return [{ file: a.file, message }]
  })
}

function exampleProblems(rules: readonly Named[], router: Router): Problem[] {
  return rules.flatMap((named) =>
    named.rule.examples.flatMap((example) => {
      const [decision] = router.decide(hear(example.say))
      const problem = decision && wrongWinner(named, example, decision)
      return problem ? [{ file: named.file, message: `示例「${example.say}」${problem}` }] : []
    }),
  )
}

function wrongWinner(named: Named<Rule>, example: Example, decision: Decision): string | undefined {
  const wanted = wantedDecision(named.rule, example)
  const winner = winnerOf(decision)
  if (decision.kind === wanted && (wanted === 'wordless' || winner?.id === named.id)) return undefined
  if (winner && winner.id !== named.id)
    return `由 ${winner.file} 的规则 ${winner.id} 回答了，而不是 ${named.id}`
  return `应为 ${wanted}，结果是 ${decision.kind}${decision.kind === 'invalid' ? `（${decision.message}）` : ''}`
}

function wantedDecision(rule: Rule, example: Example): Decision['kind'] {
  const outcome = 'outcome' in example ? example.outcome : 'answer'
  if (outcome === 'invalid' || outcome === 'suggestion' || outcome === 'wordless') return outcome
  return rule.kind === 'fallback' ? 'unmatched' : 'matched'
}

const winnerOf = (decision: Decision): Named | undefined =>
  'route' in decision ? decision.route.named : 'named' in decision ? decision.named : undefined
