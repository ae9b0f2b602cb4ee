import { answer, fallback } from '../../src/rule/index.ts'
import { createRouter } from '../../src/rule/router.ts'
import type { Rule } from '../../src/rule/rule.ts'
import type { Rulebook } from '../../src/rulebook/load.ts'

const rest = fallback({
  title: '其余',
  examples: [{ say: 'x', outcome: 'unmatched' }],
  reply: () => answer('fallback'),
})

/** A rulebook of rules given as values, under their ids, with a fallback called `rest`. */
export function rulebookOf(rules: Readonly<Record<string, Rule>>): Rulebook {
  const named = Object.entries({ ...rules, rest }).map(([id, rule]) => ({ id, file: `${id}.ts`, rule }))
  const router = createRouter(named)
  return { rules: named, of: () => ({ router, topics: [] }) }
}
