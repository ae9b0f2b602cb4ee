/** A fan who asks, and comes back for what was late. */
import { setTimeout as sleep } from 'node:timers/promises'
import { message, textMessage } from '../../src/platform/messages.ts'
import type { Fields } from '../../src/wechat/xml.ts'
import type { Findings } from './findings.ts'
import type { Weather } from './weather.ts'
import type { Send, Told } from './wechat.ts'

export type Ending =
  | 'done'
  /** The fan was told that nothing came of it. */
  | 'refused'
/** What the fan wants to read. */
export type Expected = string | { test(said: string): boolean }
export type Talk = {
  readonly fan: number
  /** Says something and wants to read `expected` in the end, by a ticket if need be. */
  ask(text: string, expected: Expected): Promise<Ending>
  /** The same for any other message or event. */
  see(fields: Fields, expected: Expected): Promise<Ending>
}
export type TalkDeps = {
  readonly send: Send
  readonly findings: Findings
  readonly weather: Weather
  readonly count: (what: 'tickets' | 'fetched' | 'busy' | 'apologies' | 'lost') => void
}

const BUSY = '系统繁忙，请稍后再试'
const UNDONE = '没有办成，请再发一次。'
const NOTHING = '没有等您来取的结果，或者已经过期了。'
const APOLOGY = /^抱歉，出了点问题，请稍后再试（编号 \d{4}）$/
const TICKET = /^(?:还在查|正在办理)，点.*（发送 (取[2-9A-Z]{4})）$/
const FETCH_EVERY_MS = 4_000
const FETCH_LIMIT_MS = 60_000

export const ENDLESS = '抱歉，这次没有查出来，请稍后再试'

export const openIdOf = (fan: number): string => `oSoak${String(fan).padStart(6, '0')}`

export function createTalk(fan: number, deps: TalkDeps): Talk {
  const { findings, weather, count } = deps
  const account = fan % 10 === 8 ? 'security' : fan % 10 === 9 ? 'compatible' : 'main'
  const openId = openIdOf(fan)
  const say = (text: string) => deps.send(fan, account, textMessage(text, openId))

  /** What a text means that is not the answer to what was asked at `since`; undefined for a ticket. */
  function meaning(told: Told, since: number): Ending | undefined {
    if (TICKET.test(told.text)) return undefined
    if (told.text === BUSY) count('busy')
    else if (APOLOGY.test(told.text)) count('apologies')
    else if ([UNDONE, NOTHING, ENDLESS].includes(told.text)) count('lost')
    else findings.add('a wrong answer', told)
    if (weather.isCalm(since, Date.now())) findings.add('refused without a reason', told)
    return 'refused'
  }

  const is = ({ text }: Told, expected: Expected) =>
    typeof expected === 'string' ? text === expected : expected.test(text)

  async function settle(told: Told, expected: Expected): Promise<Ending> {
    if (is(told, expected)) return 'done'
    const since = told.tries[0]?.at ?? 0
    const ending = meaning(told, since)
    if (ending) return ending
    count('tickets')
    return fetch(TICKET.exec(told.text)?.[1] ?? '', expected, since)
  }

  /** Busy may mean that the fetching failed, so it is tried again until the answer is certain. */
  async function fetch(ticket: string, expected: Expected, since: number): Promise<Ending> {
    let end = Date.now() + FETCH_LIMIT_MS
    for (let [busy, word] = [0, ticket]; ;) {
      await sleep(FETCH_EVERY_MS)
      const told = await say(word)
      const other = TICKET.exec(told.text)?.[1] ?? word
      if (other !== word) end = Date.now() + FETCH_LIMIT_MS // the question was asked again
      word = other
      if (is(told, expected)) {
        count('fetched')
        return 'done'
      }
      if (Date.now() > end) findings.add('a ticket that fetches nothing in a minute', told)
      if (TICKET.test(told.text) && Date.now() < end) continue
      if (told.text === BUSY && ++busy < 4) continue
      return meaning(told, since) ?? 'refused'
    }
  }
  const send = (fields: Fields) => deps.send(fan, account, message(fields, openId))
  return {
    fan,
    ask: async (text, expected) => settle(await say(text), expected),
    see: async (fields, expected) => settle(await send(fields), expected),
  }
}
