/** What the pipeline decides on an example, before any handler runs. */
import type { Waiting } from '../rule/converse.ts'
import { spokenText, type OnKind } from '../rule/kinds.ts'
import { isOnKind } from '../rule/on-kinds.ts'
import { hear } from '../rule/normalize.ts'
import type { Named } from '../rule/order.ts'
import { reservedIn, type Reserved } from '../rule/reserved.ts'
import type { Decision } from '../rule/hearing.ts'
import type { Router } from '../rule/router.ts'
import { sayings, type Rule } from '../rule/rule.ts'

export type Example = Rule['examples'][number]
type Rehearsed = Decision | { readonly kind: 'reserved'; readonly reserved: Reserved }

/** The decisions on an example in order; of several things said, those on the last. */
export function* rehearse({ rule }: Named, example: Example, router: Router): Generator<Rehearsed> {
  if (!('say' in example)) return yield* eventDecisions(rule, example, router)
  const said = sayings(example)
  let waiting: Waiting | undefined
  for (const text of said.slice(0, -1)) {
    const [decision] = textDecisions(text, router, waiting)
    waiting = decision?.kind === 'asked' ? decision.question.waiting : undefined
  }
  yield* textDecisions(said.at(-1) ?? '', router, waiting)
}

export function* textDecisions(text: string, router: Router, waiting?: Waiting): Generator<Rehearsed> {
  const heard = hear(text)
  const reserved = reservedIn(heard)
  const confirmed = reserved?.kind === 'confirm' && waiting?.kind === 'confirm' && router.confirmed(waiting)
  if (confirmed) return yield confirmed
  if (reserved) return yield { kind: 'reserved', reserved }
  const hearing = router.hear(heard)
  yield* hearing.matches()
  yield* hearing.misses(waiting)
}

function* eventDecisions(
  rule: Rule,
  example: Extract<Example, { event: unknown }>,
  router: Router,
): Generator<Rehearsed> {
  const kind = rule.kind === 'on' ? (namedKind(example.event) ?? rule.on[0]) : undefined
  if (!kind) return
  for (const listener of router.listeners(kind, example.event)) {
    const text = spokenText(example.event)
    if (listener.named.rule.asText && text.trim() !== '') yield* textDecisions(text, router)
    if (listener.named.rule.reply) yield listener
  }
}

/** An example is of the first kind that its rule listens for, or of the one that it names. */
function namedKind({ MsgType, Event }: Readonly<Record<string, unknown>>): OnKind | undefined {
  const name = String(Event ?? MsgType ?? '').toLowerCase()
  const kind = name === 'location' && Event !== undefined ? 'location_report' : name
  return isOnKind(kind) ? kind : undefined
}

/** As messages about it call an example. */
export const sayingOf = (example: Example): string =>
  'say' in example
    ? sayings(example)
        .map((text) => `「${text}」`)
        .join('')
    : ` event ${JSON.stringify(example.event)} `

/** What stands in the file, to find its line. */
export const textOfExample = (example: Example): string | undefined => sayings(example)[0]
