/** How much one fan may say in a while: what one who writes without a pause costs, all others would wait for. */
import { textReply } from '../rule/outcome.ts'
import type { Message } from '../wechat/message.ts'
import type { Answered } from './answered.ts'

export type FanRate = {
  /** One more message of the fan: undefined when it is heard, else what comes of it. */
  count(fan: string): Answered | undefined
}

export type FanLimit = { readonly messages: number; readonly seconds: number }

const unheard: Answered = { outcome: 'limited', reply: undefined }

/** So many fans at once. Two of them that meet in a place begin anew in turn, which lets through more, never less. */
const PLACES = 2 ** 18
/** Far more than may be allowed to a fan. */
const COUNTS = 2 ** 14

/**
 * The seconds of a fan begin with a message; those after the limit change nothing. `now` is in milliseconds, `fan` are
 * hex digits of a digest. Of a fan there are two numbers in a table, for objects by the hundred thousand would cost
 * V8 more than much else that is done for a message.
 */
export function createFanRate({ messages, seconds }: FanLimit, now: () => number): FanRate {
  const ageMs = seconds * 1000
  const fans = new Uint32Array(PLACES)
  /** When the seconds began, and how much was said in them. */
  const windows = new Float64Array(PLACES)
  const told: Answered = { ...unheard, reply: textReply(`您发得太快了，请过 ${seconds} 秒再发。`) }
  return {
    count(fan) {
      const [place, name, at] = [hex(fan, 0) % PLACES, hex(fan, 8), Math.floor(now())]
      const window = fans[place] === name ? (windows[place] ?? 0) : 0
      const count = at - Math.floor(window / COUNTS) >= ageMs ? 0 : window % COUNTS
      if (count > messages) return unheard
      fans[place] = name
      windows[place] = count === 0 ? at * COUNTS + 1 : window + 1
      return count < messages ? undefined : told
    },
  }
}

const hex = (digits: string, from: number): number => Number.parseInt(digits.slice(from, from + 8), 16)

/** What a fan says, by a menu button too. Other events tell what nobody tells a second time, above all that a fan has left. */
export const isSaid = (message: Message): boolean => message.MsgType !== 'event' || message.Event === 'click'
