/** What became of a message, in the words of people; the kind itself is what rules and examples say. */
import type { OutcomeKind } from '../rule/outcome.ts'
import type { Say } from './language.ts'

export const OUTCOME_NAMES: Readonly<Record<OutcomeKind, readonly [zh: string, en: string]>> = {
  answer: ['答上了', 'answered'],
  missing: ['没查到', 'nothing found'],
  silent: ['不回复', 'no reply'],
  pass: ['没有规则要', 'passed on'],
  asked: ['反问', 'asked back'],
  invalid: ['参数不对', 'a parameter is not right'],
  suggestion: ['猜一次', 'one guess'],
  unmatched: ['没有规则', 'no rule'],
  late: ['没来得及', 'late'],
  failed: ['出错', 'failed'],
  limited: ['发得太快', 'too fast'],
}

/** `missing 没查到`; of an older version's kind, the kind alone. */
export function outcomeText(say: Say, kind: string): string {
  const names = Object.entries(OUTCOME_NAMES).find(([name]) => name === kind)?.[1]
  return names ? `${kind} ${say(...names)}` : kind
}
