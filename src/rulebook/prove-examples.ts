/** Every example of every rule, asked of the whole pipeline: who answers it, and could somebody else as well? */
import { messageOf } from '../errors.ts'
import { specificity, type Named } from '../rule/order.ts'
import { speechOf, type Decision } from '../rule/hearing.ts'
import type { Router } from '../rule/router.ts'
import type { Rule } from '../rule/rule.ts'
import { pathOf, problemAt, type Problem } from './problem.ts'
import { goesBeforeAtLast, isGivenWay, isSettled, type Rules } from './precedence.ts'
import { rehearse, sayingOf, textOfExample, type Example } from './rehearse.ts'

/** `tied` are the ids of rules with equal patterns: whoever answers their examples, the pattern is to blame. */
export function proveExamples(rules: readonly Named[], router: Router, tied: ReadonlySet<string>): Problem[] {
  const byId = new Map(rules.map((named) => [named.id, named]))
  return rules.flatMap((named) => {
    if (tied.has(named.id) || isReplaced(named, router)) return []
    return named.rule.examples.flatMap((example) => {
      const problem = exampleProblem(named, example, byId, router)
      if (!problem) return []
      return [problemAt(named.file, textOfExample(example), `示例${sayingOf(example)}${problem}`, 'say')]
    })
  })
}

/** The shared fallback of an account that has its own. */
const isReplaced = (named: Named, router: Router): boolean =>
  named.rule.kind === 'fallback' && named !== router.fallback

/** A schema of the maintainer's own may throw, or ask for what takes time. */
function exampleProblem(named: Named, example: Example, rules: Rules, router: Router): string | undefined {
  try {
    const decisions = rehearse(named, example, router)
    const { value: decision } = decisions.next()
    if (!decision) return '没有规则回答'
    if (decision.kind === 'reserved')
      return `是保留的「${decision.reserved.source}」，轮不到规则回答；换一个说法`
    return wrongWinner(named, example, decision, rules) ?? tie(decision, decisions, rules)
  } catch (error) {
    return `出错：${messageOf(error)}`
  }
}

function wrongWinner(named: Named, example: Example, decision: Decision, rules: Rules): string | undefined {
  const winner = decision.named
  if (winner.id !== named.id) {
    const isRouted = named.rule.kind === 'on' && named.rule.asText
    if (isRouted || isGivenWay(named, winner, rules)) return undefined
    return `由 ${pathOf(winner.file)} 的规则 ${winner.id} 回答了，而不是 ${named.id}；改这个示例，或改其中一个 pattern`
  }
  const wanted = wantedDecision(named.rule, example)
  if (decision.kind === wanted || isSaid(example, speechOf(decision))) return undefined
  return `应为 ${wanted}，结果是 ${decision.kind}${decision.kind === 'invalid' ? `（${decision.message}）` : ''}`
}

/** Another rule, no less specific, that would take the same text, and nothing that says which of them is meant. */
function tie(
  decision: Decision,
  others: Iterable<{ readonly kind: string }>,
  rules: Rules,
): string | undefined {
  if (decision.kind !== 'matched' || !decision.route) return undefined
  const { route } = decision
  for (const other of others as Iterable<Decision>) {
    if (other.kind !== 'matched' || !other.route || specificity(other.route) !== specificity(route))
      return undefined
    const next = other.route.named
    if (isSettled(route.named, next) || goesBeforeAtLast(route.named, next, rules)) continue
    return `也适合 ${pathOf(other.named.file)} 的「${other.route.compiled.source}」，两条规则一样具体；在其中一个里写 before: '另一个的 id'`
  }
  return undefined
}

/** An example may also give the words that the engine says by itself. */
function isSaid(example: Example, speech: string | undefined): boolean {
  if (speech === undefined || !('reply' in example)) return false
  return typeof example.reply === 'string' ? speech === example.reply : speech.search(example.reply) >= 0
}

const ENGINES_OWN: ReadonlySet<string> = new Set(['invalid', 'suggestion', 'asked'])

function wantedDecision(rule: Rule, example: Example): Decision['kind'] {
  const outcome = 'outcome' in example ? example.outcome : 'answer'
  if (ENGINES_OWN.has(outcome)) return outcome as Decision['kind']
  return rule.kind === 'fallback' ? 'unmatched' : 'matched'
}
