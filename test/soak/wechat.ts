/** WeChat before our nodes: each message is delivered up to three times, five seconds each, to wherever the route says. */
import { deliveryKey } from '../../src/answer/deliver.ts'
import type { Sent } from '../../src/platform/messages.ts'
import { createPlatform, FAULT_TEXT, type Attempt } from '../../src/platform/platform.ts'
import { messageFrom } from '../../src/wechat/message.ts'
import { ACCOUNTS } from '../support/wechat.ts'
import type { Life } from './node.ts'

export type Try = {
  readonly life: Life | undefined
  readonly at: number
  readonly until: number
  readonly kind: Attempt['kind']
  readonly reason: string
}
/** A message and what became of it. */
export type Told = {
  readonly key: string
  readonly said: string
  readonly fan: string
  readonly tries: readonly Try[]
  readonly kind: 'reply' | 'silence' | 'fault'
  readonly text: string
}
export type Send = (fan: number, account: string, message: Sent) => Promise<Told>

/** Where a delivery goes, and which node is there, if that is known. */
export type Place = { readonly port: number; readonly life: Life | undefined }
export type Route = {
  placeFor(fan: number, attempt: number): Place
  timeoutMs(attempt: number): number
  /** Told how a delivery failed; true when the same one is to be tried again, at another place. */
  isMoved(place: Place, reason: string): boolean
}

const ATTEMPTS = 3
export const TIMEOUT_MS = 5_000

export function createWeChat({ placeFor, timeoutMs, isMoved }: Route) {
  const told: Told[] = []
  const end = (one: Told) => {
    told.push(one)
    return one
  }
  const send: Send = async (fan, name, message) => {
    const account = ACCOUNTS.get(name)
    if (!account) throw new Error(`no account ${name}`)
    const request = createPlatform({ url: '', account }).prepare(message)
    const key = deliveryKey(name, messageFrom(message), request.xml)
    const said = message['Content'] ?? message['Event'] ?? message.MsgType
    const about = { key, said: String(said), fan: message.FromUserName }
    const tries: Try[] = []
    for (let attempt = 1; attempt <= ATTEMPTS;) {
      const place = placeFor(fan, attempt)
      const at = Date.now()
      const url = `http://127.0.0.1:${place.port}/wechat/${name}`
      const how = { url, account, attempts: 1, timeoutMs: timeoutMs(attempt) }
      const delivered = await createPlatform(how).deliver(request)
      const [tried] = delivered.attempts
      const reason = tried && 'reason' in tried ? tried.reason : ''
      if (isMoved(place, reason)) continue
      tries.push({ life: place.life, at, until: Date.now(), kind: tried?.kind ?? 'broken', reason })
      attempt++
      if (delivered.kind === 'fault') continue
      const text = delivered.kind === 'reply' ? delivered.text : ''
      return end({ ...about, tries, kind: delivered.kind, text })
    }
    return end({ ...about, tries, kind: 'fault', text: FAULT_TEXT })
  }
  return { send, told }
}
