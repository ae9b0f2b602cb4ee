import { hash } from 'node:crypto'
import type { Message } from '../wechat/message.ts'

/** A fan of an account under a name that tells nobody the OpenID: 32 hex digits. */
export type FanOf = (message: Message, account: string) => string

/** All nodes have the same salt. */
export function createFanOf(salt: string): FanOf {
  return (message, account) => hash('sha256', `${salt}\n${account}\n${openIdOf(message)}`).slice(0, 32)
}

/** In account events `FromUserName` is the platform's own (protocol 4.4). */
export const openIdOf = (message: Message): string =>
  ('OpenID' in message ? message.OpenID : undefined) ?? message.FromUserName
