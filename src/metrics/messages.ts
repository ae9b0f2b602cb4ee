import type { Exposition, Sample } from './exposition.ts'
import { BOUNDS_MS, type AccountTally, type Tally } from './tally.ts'

const ATTEMPTS = ['none', '1', '2', '3']
/** Said also while there is none, or Prometheus would not see the first one as an increase. */
const TROUBLE: ReadonlySet<string> = new Set(['failed', 'late'])

/** What became of messages; those that somebody tries in the console are not among them. */
export function addMessages(
  { counter, histogram }: Pick<Exposition, 'counter' | 'histogram'>,
  tally: Tally,
): void {
  const ofAccounts = <T>(read: (account: string, of: AccountTally) => T[]): T[] =>
    [...tally.accounts].flatMap(([account, of]) => read(account, of))

  counter('yingda_messages_total', 'Messages by what became of them', ['account', 'rule', 'outcome'], () =>
    ofAccounts((account, { rules }) =>
      [...rules].flatMap(([rule, outcomes]) =>
        Object.entries(outcomes).flatMap(([outcome, count]): Sample[] =>
          count > 0 || TROUBLE.has(outcome) ? [[[account, rule, outcome], count]] : [],
        ),
      ),
    ),
  )
  counter(
    'yingda_message_attempts_total',
    'Messages by the delivery that was answered',
    ['account', 'attempt'],
    () =>
      ofAccounts((account, { attempts }) =>
        ATTEMPTS.map((attempt, at): Sample => [[account, attempt], attempts[at] ?? 0]),
      ),
  )
  histogram(
    'yingda_message_seconds',
    'From the first delivery of a message to its answer',
    BOUNDS_MS.map((ms) => ms / 1000),
    () => ofAccounts((account, { times, sumMs }) => [{ account, counts: times, sum: sumMs / 1000 }]),
  )
}
