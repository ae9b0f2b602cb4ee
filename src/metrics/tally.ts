/** What a message adds to on its way: plain numbers, which a scrape reads. */
import type { OutcomeKind } from '../rule/outcome.ts'

export type Tally = {
  /** `attempt` is the delivery whose sender got the answer, 0 when nobody did; `rule` is undefined where none spoke. */
  message(account: string, rule: string | undefined, outcome: OutcomeKind, ms: number, attempt: number): void
  readonly accounts: ReadonlyMap<string, AccountTally>
}

export type AccountTally = {
  /** By the rule's id, empty where no rule spoke. */
  readonly rules: Map<string, Record<OutcomeKind, number>>
  /** By attempt; the first place is for what reached nobody, the last for the third and later ones. */
  readonly attempts: [number, number, number, number]
  /** How many took up to so many milliseconds and more than the bound before; the last place is for longer ones. */
  readonly times: number[]
  sumMs: number
}

/** Fine where most messages are, and with the limits of delivery/limits.ts and WeChat's five seconds among them. */
export const BOUNDS_MS = [1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 1500, 2500, 4500, 5000, 10_000, 15_000]

export function createTally(): Tally {
  const accounts = new Map<string, AccountTally>()
  return {
    accounts,
    message(account, rule = '', outcome, ms, attempt) {
      const tally = accounts.get(account) ?? added(accounts, account, nothingYet())
      const outcomes = tally.rules.get(rule) ?? added(tally.rules, rule, noOutcomes())
      outcomes[outcome]++
      tally.attempts[attempt >= 3 ? 3 : attempt === 2 ? 2 : attempt === 1 ? 1 : 0]++
      if (attempt === 0) return // it is told of once nobody can come for it any more, so its time means nothing
      tally.sumMs += ms
      let place = 0
      while (ms > (BOUNDS_MS[place] ?? Infinity)) place++
      tally.times[place] = (tally.times[place] ?? 0) + 1
    },
  }
}

function added<V>(map: Map<string, V>, key: string, value: V): V {
  map.set(key, value)
  return value
}

const nothingYet = (): AccountTally => ({
  rules: new Map(),
  attempts: [0, 0, 0, 0],
  times: Array.from({ length: BOUNDS_MS.length + 1 }, () => 0),
  sumMs: 0,
})

const noOutcomes = (): Record<OutcomeKind, number> => ({
  ...{ answer: 0, missing: 0, silent: 0, pass: 0, asked: 0 },
  ...{ invalid: 0, suggestion: 0, unmatched: 0, late: 0, limited: 0, failed: 0 },
})
