/** One message to one reply: the application in one function. */
import type { Database } from '../db/connect.ts'
import { withDeadline } from '../delivery/deadline.ts'
import type { Log } from '../log.ts'
import { spokenText } from '../rule/kinds.ts'
import { textReply } from '../rule/outcome.ts'
import type { Rulebook } from '../rulebook/load.ts'
import type { Message } from '../wechat/message.ts'
import { nothing, type Answered } from './answered.ts'
import { BUSY, failed } from './apology.ts'
import type { FanOf } from './fan.ts'
import { hearMessage } from './listen.ts'

export type Answer = (message: Message, account: string) => Promise<Answered>

export type AnswerDeps = {
  /** The one of now; a message keeps the one that it began with. */
  readonly rulebook: () => Rulebook
  readonly database: Pick<Database, 'readFor' | 'lookup' | 'lookupAll' | 'transact' | 'pending'>
  readonly fanOf: FanOf
  readonly log: Log
  /** How long a fan may wait; WeChat hangs up after 5,000. */
  readonly deadlineMs?: number
  /** Fires when we are about to stop: whoever still waits is told at once. */
  readonly hurry?: AbortSignal
}

const DEADLINE_MS = 4_500
const late: Answered = { outcome: 'late', reply: textReply(BUSY) }

export function createAnswer({
  rulebook,
  database,
  fanOf,
  log,
  deadlineMs = DEADLINE_MS,
  hurry,
}: AnswerDeps): Answer {
  return async function answer(message, account) {
    const start = performance.now()
    let isLate = false
    const rules = rulebook().of(account)
    const work = hearMessage({
      ...rules,
      database,
      log,
      account,
      message,
      fan: fanOf(message, account),
      text: textOf(message),
      isLate: () => isLate,
    })
      .then((answered) => answered ?? nothing)
      .catch((error: unknown) => failed({ account }, error, log))
    const answered = await withDeadline(deadlineMs, late, work, hurry)
    isLate = answered === late
    const { outcome, rule, number } = answered
    log.info(
      { account, kind: sortOf(message), rule, outcome, number, ms: Math.round(performance.now() - start) },
      'message',
    )
    return answered
  }
}

const textOf = (message: Message): string =>
  message.MsgType === 'text' ? message.Content : spokenText(message)

const sortOf = (message: Message): string => (message.MsgType === 'event' ? message.Event : message.MsgType)
