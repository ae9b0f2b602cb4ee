/** What the fan reads when something went wrong, and what the operator reads of it. */
import { randomInt } from 'node:crypto'
import { isDatabaseAway } from '../db/health.ts'
import { messageOf, wrappedIn } from '../errors.ts'
import type { Log } from '../log.ts'
import { textReply } from '../rule/outcome.ts'
import type { Answered } from './answered.ts'

export const BUSY = '系统繁忙，请稍后再试'
/** Nothing was done. */
export const busy: Answered = { outcome: 'late', reply: textReply(BUSY) }

/** Whether it came to nothing because something else was away or busy: then it may be tried again. */
export const isBusy = ({ reply }: Answered): boolean => reply?.MsgType === 'text' && reply.Content === BUSY

type Place = { readonly rule?: string; readonly account: string }

export function failed(place: Place, thrown: unknown, log: Log): Answered {
  const error = wrappedIn(thrown)
  if (isDatabaseAway(thrown)) {
    log.error({ ...place, reason: messageOf(error) }, 'database away')
    return { outcome: 'failed', rule: place.rule, error, reply: textReply(BUSY) }
  }
  const number = String(randomInt(1000, 10000))
  log.error({ ...place, number, err: error }, 'rule failed')
  const reply = textReply(`抱歉，出了点问题，请稍后再试（编号 ${number}）`)
  return { outcome: 'failed', rule: place.rule, number, error, reply }
}
