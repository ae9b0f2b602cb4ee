/** The words that the engine keeps for itself; they come before every rule. */
import type { Heard } from './normalize.ts'
import { withoutFinalStops } from './normalize.ts'
import type { Compiled } from './pattern.ts'

export type Reserved = {
  readonly kind: 'confirm' | 'continue' | 'ticket'
  /** As `rules` prints it. */
  readonly source: string
  readonly pattern: RegExp
  /** What the fan reads when nothing waits for the word. */
  readonly nothing: string
}

export const CONFIRM = '确认'
export const CONTINUE = '继续'

export const RESERVED: readonly Reserved[] = [
  { kind: 'confirm', source: CONFIRM, pattern: /^确认$/, nothing: '没有等您确认的事，或者已经过期了。' },
  { kind: 'continue', source: CONTINUE, pattern: /^继续$/, nothing: '没有下一页了。' },
  {
    kind: 'ticket',
    source: '取…',
    pattern: /^取[a-z0-9]{4}$/,
    nothing: '没有等您来取的结果，或者已经过期了。',
  },
]

export function reservedIn({ folded }: Heard): Reserved | undefined {
  const text = withoutFinalStops(folded)
  return text.length > 5 ? undefined : RESERVED.find(({ pattern }) => pattern.test(text))
}

/** The reserved word that a pattern would take for itself. */
export function collision(compiled: Compiled): Reserved | undefined {
  if (compiled.kind === 'regex')
    return RESERVED.find((reserved) => SAMPLES[reserved.kind].some(compiled.expression.matches))
  if (compiled.kind === 'contains') return RESERVED.find(({ pattern }) => pattern.test(compiled.word))
  if (compiled.skeleton === '取{}') return RESERVED.find(({ kind }) => kind === 'ticket')
  return compiled.holes.length === 0
    ? RESERVED.find(({ pattern }) => pattern.test(compiled.prefix))
    : undefined
}

const SAMPLES: Readonly<Record<Reserved['kind'], readonly string[]>> = {
  confirm: ['确认'],
  continue: ['继续'],
  ticket: ['取A7K2', '取1234'],
}
