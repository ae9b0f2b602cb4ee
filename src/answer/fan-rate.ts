/** How much one fan may say in a while: what one who writes without a pause costs, all others would wait for. */
import { createGenerations } from '../delivery/generations.ts'
import { textReply } from '../rule/outcome.ts'
import type { Message } from '../wechat/message.ts'
import type { Answered } from './answered.ts'

export type FanRate = {
  /** One more message of the fan: undefined when it is heard, else what comes of it. */
  count(fan: string): Answered | undefined
}

export type FanLimit = { readonly messages: number; readonly seconds: number }

/** More than write within the seconds on any node that we know of; when more do, the seconds of those who wrote first begin anew. */
const FANS = 50_000

const unheard: Answered = { outcome: 'limited', reply: undefined }

/** The seconds of a fan begin with a message; those after the limit change nothing. `now` is in milliseconds. */
export function createFanRate({ messages, seconds }: FanLimit, now: () => number): FanRate {
  const ageMs = seconds * 1000
  const windows = createGenerations<{ readonly since: number; count: number }>({
    ...{ ageMs, limit: FANS, now },
    onFall: () => {},
  })
  const told: Answered = { ...unheard, reply: textReply(`您发得太快了，请过 ${seconds} 秒再发。`) }
  return {
    count(fan) {
      const window = windows.get(fan)
      if (!window || now() - window.since >= ageMs) windows.set(fan, { since: now(), count: 1 })
      else if (++window.count > messages) return window.count === messages + 1 ? told : unheard
      return undefined
    },
  }
}

/** What a fan says, by a menu button too. Other events tell what nobody tells a second time, above all that a fan has left. */
export const isSaid = (message: Message): boolean => message.MsgType !== 'event' || message.Event === 'click'
