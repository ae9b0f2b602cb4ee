/** What was sent from the console, with all that was seen of its way: in memory, the latest few hundred. */
import { EventEmitter } from 'node:events'
import { randomUUID } from 'node:crypto'
import type { Answered } from '../../answer/answered.ts'
import type { Onlooker, OnlookerOf } from '../../answer/onlooker.ts'
import type { Asking, Database } from '../../db/connect.ts'
import type { Delivered } from '../../platform/platform.ts'
import type { Request } from '../../platform/request.ts'
import type { Decision } from '../../rule/hearing.ts'
import type { Heard } from '../../rule/normalize.ts'
import type { Verdict } from '../../rule/router.ts'

export type Statement = { readonly sql: string; readonly ms: number }
export type Decided = { readonly decision: Decision; readonly answered: Answered }

/** One message of the chat; `changed` is emitted until it is done. */
export type Try = {
  readonly id: string
  readonly session: string
  readonly account: string
  /** The key of its delivery. */
  readonly key: string
  /** As the bubble shows it. */
  readonly label: string
  readonly request: Request
  /** Absent for what is no text. */
  readonly heard: Heard | undefined
  readonly verdicts: readonly Verdict[]
  readonly statements: Statement[]
  readonly decided: Decided[]
  /** One for each time that it was sent at once. */
  readonly delivered: Delivered[]
  isDone: boolean
  readonly events: EventEmitter<{ changed: [] }>
}

export type NewTry = Pick<Try, 'session' | 'account' | 'key' | 'label' | 'request' | 'heard' | 'verdicts'>

export type Tries = {
  begin(what: NewTry): Try
  find(id: string, session: string): Try | undefined
  /** The latest last. */
  of(session: string): Try[]
  readonly onlookerOf: OnlookerOf
}

const KEPT = 300

export function createTries(database: Pick<Database, 'toldOf'>): Tries {
  const byKey = new Map<string, Try & { readonly asking: Asking }>()
  const all = () => [...byKey.values()]

  function begin(what: NewTry): Try {
    const events = new EventEmitter<{ changed: [] }>()
    const statements: Statement[] = []
    const asking = database.toldOf((sql, ms) => {
      statements.push({ sql, ms })
      events.emit('changed')
    })
    const one = {
      ...what,
      id: randomUUID(),
      statements,
      decided: [],
      delivered: [],
      isDone: false,
      events,
      asking,
    }
    byKey.set(what.key, one)
    for (const key of [...byKey.keys()].slice(0, -KEPT)) byKey.delete(key)
    return one
  }

  return {
    begin,
    find: (id, session) => all().find((one) => one.id === id && one.session === session),
    of: (session) => all().filter((one) => one.session === session),
    onlookerOf(key): Onlooker | undefined {
      const one = byKey.get(key)
      if (!one) return undefined
      const onDecision: Onlooker['onDecision'] = (decision, answered) => {
        one.decided.push({ decision, answered })
        one.events.emit('changed')
      }
      return { asking: one.asking, onDecision }
    },
  }
}
