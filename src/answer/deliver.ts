/** A message as WeChat delivers it, again and again if need be: one answer, and one row in the message log. */
import { hash } from 'node:crypto'
import type { MessageLog } from '../message-log/message-log.ts'
import type { Works } from '../db/works.ts'
import type { Attempt } from '../delivery/attempt.ts'
import { createDelivery, type Health } from '../delivery/delivery.ts'
import { createHolding, type Held } from '../delivery/holding.ts'
import { LIMITS, type Limits } from '../delivery/limits.ts'
import { createLoad } from '../delivery/load.ts'
import type { Log } from '../log.ts'
import type { Tally } from '../metrics/tally.ts'
import { hear } from '../rule/normalize.ts'
import { kindOf } from '../rule/kinds.ts'
import { textReply } from '../rule/outcome.ts'
import type { Message } from '../wechat/message.ts'
import { messageKey } from '../wechat/message-key.ts'
import { textOf, type Answer } from './answer.ts'
import type { Answered } from './answered.ts'
import { busy } from './apology.ts'
import { openIdOf, type FanOf } from './fan.ts'
import { isSaid, type FanRate } from './fan-rate.ts'
import { laterReply } from './later.ts'
import { LEAVING } from './listen.ts'
import { nobodyLooksOn, type OnlookerOf } from './onlooker.ts'

/** One request of WeChat's: its XML, decrypted where it was encrypted, and whether WeChat still waits. */
export type Received = { readonly xml: string; readonly attempt: Attempt }

export type Deliver = {
  (message: Message, account: string, received: Received): Promise<Answered>
  held(): Held
  stop(): void
}

export type DeliverDeps = {
  readonly answer: Answer
  readonly works: Works
  readonly health: Health
  readonly fanOf: FanOf
  readonly messageLog: Pick<MessageLog, 'add' | 'forget'>
  readonly tally: Tally
  readonly onlookerOf?: OnlookerOf
  /** Undefined: a fan may say any number of things. */
  readonly fanRate?: FanRate | undefined
  /** Whether messages have waited too long before they came here; asked once for each. */
  readonly isBehind?: () => boolean
  /** Whether the message log holds the OpenID itself. */
  readonly logOpenId: boolean
  readonly log: Log
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly hurry?: AbortSignal
  readonly limits?: Limits
}

/** An event is not excused for, its fan has said nothing. */
const unsaid: Answered = { ...busy, reply: undefined }
const endless: Answered = { outcome: 'failed', reply: textReply('抱歉，这次没有查出来，请稍后再试') }

export function createDeliver(deps: DeliverDeps): Deliver {
  const { answer, works, health, fanOf, messageLog, tally, logOpenId, log, now, hurry } = deps
  const { limits = LIMITS, onlookerOf = nobodyLooksOn, fanRate, isBehind = () => false } = deps
  const holding = createHolding(() => performance.now())
  const delivery = createDelivery<Answered>({
    shared: works,
    health,
    holding,
    later: ({ key, isCommand }) => ({ outcome: 'late', reply: laterReply(key, isCommand) }),
    busy,
    endless,
    hurry,
    limits,
  })
  const load = createLoad({
    inHand: delivery.inHand,
    mostInHand: limits.mostInHand,
    isBehind,
    onTooMuch: (turnedAway) => log.warn({ turnedAway }, 'more messages than can be answered in time'),
  })

  /** What is done in any case: a fan who leaves is forgotten. */
  function turnedAway(message: Message, fan: string): Answered | undefined {
    const isLeaving = LEAVING.has(kindOf(message))
    if (!isLeaving && load.isTooMuch()) return isSaid(message) ? busy : unsaid
    return isSaid(message) ? fanRate?.count(fan) : undefined
  }

  function deliver(message: Message, account: string, { xml, attempt }: Received): Promise<Answered> {
    const at = now()
    const start = performance.now()
    const key = deliveryKey(account, message, xml)
    const question = textOf(message)
    const fan = fanOf(message, account)
    const told = ({ outcome, rule, number }: Answered, deliveryNumber: number) => {
      const exactMs = performance.now() - start
      const [ms, kind] = [Math.round(exactMs), sortOf(message)]
      const isTried = onlookerOf(key) ? true : undefined
      log.info({ account, kind, rule, outcome, ms, attempt: deliveryNumber, number, isTried }, 'message')
      if (isTried) return
      tally.message(account, rule, outcome, exactMs, deliveryNumber)
      const hasLeft = LEAVING.has(kindOf(message))
      const named = logOpenId ? openIdOf(message) : fan
      messageLog.add({
        key,
        account,
        fan: hasLeft ? null : named,
        kind,
        text: question,
        heard: hear(question).text,
        rule: rule ?? null,
        outcome,
        ms,
        attempt: deliveryNumber,
        at: new Date(at),
      })
      if (hasLeft) messageLog.forget(named)
    }
    return delivery({
      key,
      fan,
      question,
      ageMs: at - message.CreateTime * 1000,
      attempt,
      start: (run) => {
        const away = turnedAway(message, fan)
        return away ? Promise.resolve(away) : answer(message, account, run, fan)
      },
      told,
    })
  }
  const stop = () => {
    delivery.stop()
    load.stop()
  }
  return Object.assign(deliver, { held: holding.held, stop })
}

/** The same for every delivery of one message; other text under the same id is another message (protocol 6.4). */
export function deliveryKey(account: string, message: Message, xml: string): string {
  return hash('sha256', `${messageKey(account, message)}\n${xml}`).slice(0, 32)
}

const sortOf = (message: Message): string => (message.MsgType === 'event' ? message.Event : message.MsgType)
