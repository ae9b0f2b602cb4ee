/** The one step back to the fan: a question for an empty hole, or for 确认 before a command runs. */
import { plain, tap } from './markup.ts'
import { readings } from './match.ts'
import { isBlank, type Heard } from './normalize.ts'
import type { Named, Route } from './order.ts'
import { isWordy, parseParams, type Parsed, type Values } from './params.ts'
import { CONFIRM } from './reserved.ts'
import type { TextRule } from './rule.ts'

/** What a fan's next text completes: the value of a hole, or 确认. Kept for WAITING_LIMIT_S. */
export type Waiting =
  | { readonly kind: 'ask'; readonly rule: string; readonly hole: string; readonly values: Values }
  | { readonly kind: 'confirm'; readonly rule: string; readonly values: Values }

export type Question = { readonly text: string; readonly waiting: Waiting }

/** The question for the only hole that the fan left empty, where the rule asks for it and the others are valid. */
export function askedBy(route: Route, heard: Heard): Question | undefined {
  const { id, rule } = route.named
  if (Object.keys(rule.ask).length === 0) return undefined
  for (const values of readings(route, heard)) {
    const [empty, ...others] = Object.entries(values).filter(([, value]) => isBlank(value))
    const text = empty && rule.ask[empty[0]]
    if (!text || others.length > 0) continue
    const { [empty[0]]: _, ...given } = values
    if (parseParams(rule.params, given).kind === 'valid')
      return { text, waiting: { kind: 'ask', rule: id, hole: empty[0], values: given } }
  }
  return undefined
}

/**
 * What the rule makes of the values that wait, and, of an asked hole, the text that the fan has sent for it; undefined
 * where the rule has other holes by now.
 */
export function resume(waiting: Waiting, { rule }: Named<TextRule>, heard: Heard): Parsed | undefined {
  const values =
    waiting.kind === 'ask' ? { ...waiting.values, ...answerTo(waiting.hole, rule, heard) } : waiting.values
  const holes = Object.keys(rule.params)
  const hasThem =
    holes.length === Object.keys(values).length && holes.every((hole) => Object.hasOwn(values, hole))
  return hasThem ? parseParams(rule.params, values) : undefined
}

function answerTo(hole: string, { params }: TextRule, heard: Heard): Values {
  const schema = params[hole]
  return { [hole]: schema && isWordy(schema) ? heard.raw.trim() : heard.squeezed }
}

/** What a command asks before it runs; undefined where it does not. */
export function confirmationOf(
  { id, rule }: Named<TextRule>,
  { params, values }: Extract<Parsed, { kind: 'valid' }>,
): Question | undefined {
  if (rule.kind !== 'command' || rule.confirm === undefined) return undefined
  const question = rule.confirm.replace(/\{(\w+)\}/g, (_, hole: string) => {
    const param = params[hole]
    return plain(typeof param === 'string' ? param : (values[hole] ?? ''))
  })
  const text = `${question}\n五分钟内发送 ${tap(CONFIRM)} 就办理。`
  return { text, waiting: { kind: 'confirm', rule: id, values } }
}
