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

/** Far more than may be allowed to a fan. */
const COUNTS = 2 ** 14
/** The fan's digest is cut to 48 bits: a longer piece of a string would keep the whole one alive. */
const KEY_CHARACTERS = 12

/** The seconds of a fan begin with a message; those after the limit change nothing. `now` is in milliseconds. */
export function createFanRate({ messages, seconds }: FanLimit, now: () => number): FanRate {
  const ageMs = seconds * 1000
  // There are very many, so each is one number: when its seconds began, and how much was said in them.
  const windows = createGenerations<number>({ ageMs, limit: FANS, now, onFall: () => {} })
  const told: Answered = { ...unheard, reply: textReply(`您发得太快了，请过 ${seconds} 秒再发。`) }
  return {
    count(fan) {
      const [key, at] = [fan.slice(0, KEY_CHARACTERS), Math.floor(now())]
      const window = windows.get(key) ?? 0
      const count = at - Math.floor(window / COUNTS) >= ageMs ? 0 : window % COUNTS
      if (count > messages) return unheard
      windows.set(key, count === 0 ? at * COUNTS + 1 : window + 1)
      return count < messages ? undefined : told
    },
  }
}

/** What a fan says, by a menu button too. Other events tell what nobody tells a second time, above all that a fan has left. */
export const isSaid = (message: Message): boolean => message.MsgType !== 'event' || message.Event === 'click'
