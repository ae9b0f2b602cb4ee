/** Whether a text may change data when it is sent: the chat is no rehearsal. */
import type { Waiting } from '../../rule/converse.ts'
import { hear } from '../../rule/normalize.ts'
import { reservedIn } from '../../rule/reserved.ts'
import type { Router } from '../../rule/router.ts'

/** The command that the text would run, or 确认 itself. */
export function commandIn(text: string, router: Router, waiting: Waiting | undefined): string | undefined {
  const heard = hear(text)
  const reserved = reservedIn(heard)
  if (reserved) return reserved.kind === 'confirm' ? text : undefined
  const { matches, misses } = router.hear(heard)
  for (const decision of [...matches(), ...misses(waiting)]) {
    if (decision.kind === 'matched' && decision.named.rule.kind === 'command')
      return decision.named.rule.title
    if (decision.kind === 'matched') return undefined
  }
  return undefined
}
