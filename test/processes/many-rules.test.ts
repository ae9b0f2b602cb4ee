/** What a message costs, however many rules there are: measured, so with the machine to itself. */
import { expect, test } from 'vitest'
import { MESSAGES } from '../../bench/rule-sets.ts'
import { BOUND, measure, ratioOf } from '../../bench/rules.ts'

test('ten thousand rules cost less than twice ten rules, whatever is sent', () => {
  // The machine has other things to do: a row that does not hold is measured again, more closely.
  let costs = measure([10, 10_000], 7, 1_000)
  for (let attempt = 0; attempt < 3; attempt++) {
    const dear = Object.entries(MESSAGES).filter(([kind]) => !(ratioOf(costs[kind] ?? []) < BOUND))
    if (dear.length > 0) costs = { ...costs, ...measure([10, 10_000], 15, 2_000, Object.fromEntries(dear)) }
  }
  for (const [kind, row] of Object.entries(costs)) expect(ratioOf(row), `${kind}: ${row}`).toBeLessThan(BOUND)
}, 60_000)
