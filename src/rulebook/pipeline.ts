/** The pipeline of an account, row by row, in the order in which it is asked. */
import type { Named, Rank } from '../rule/order.ts'
import { sourceOf } from '../rule/pattern.ts'
import { RESERVED } from '../rule/reserved.ts'
import type { OnRule } from '../rule/rule.ts'
import type { AccountRules } from './load.ts'

export type Reason = Rank | 'reserved' | 'fallback' | 'event'

/** Why a rule stands where it does, for people. */
export const WHY: Readonly<Record<Reason, readonly [zh: string, en: string]>> = {
  reserved: ['排在所有规则之前', 'before all rules'],
  exact: ['整句一样', 'the whole text'],
  prefix: ['开头的字越长越靠前', 'the longer beginning first'],
  template: ['以空位开头', 'begins with a hole'],
  contains: ['句子里有这个词', 'a word in the text'],
  regex: ['正则放在最后', 'regular expressions last'],
  fallback: ['没有别的规则回答时', 'when no other answers'],
  event: ['不是文字的消息和事件', 'messages that are not text'],
}

export type Row = {
  /** Absent for reserved words, which come before every rule. */
  readonly position?: number
  readonly named?: Named
  readonly pattern: string
  readonly reason: Reason
}

export function pipelineOf({ router }: AccountRules): Row[] {
  const reserved = RESERVED.map(({ source }): Row => ({ pattern: source, reason: 'reserved' }))
  const texts = router.routes.map(({ named, compiled, rank }): Row => ({
    named,
    pattern: compiled.source,
    reason: rank,
  }))
  const rest = router.fallback ? [{ named: router.fallback, pattern: '', reason: 'fallback' as const }] : []
  const events = router.events.map((named): Row => ({ named, pattern: eventOf(named), reason: 'event' }))
  const numbered = [...texts, ...rest, ...events].map((row, index) => ({ ...row, position: index + 1 }))
  return [...reserved, ...numbered]
}

function eventOf({ rule }: Named<OnRule>): string {
  const kinds = rule.on.length > 2 ? `${rule.on.slice(0, 2).join(' ')} …` : rule.on.join(' ')
  return rule.patterns.length > 0 ? `${kinds}「${rule.patterns.map(sourceOf).join('」「')}」` : kinds
}
