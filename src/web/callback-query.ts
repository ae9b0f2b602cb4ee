import { parse } from 'node:querystring'
import type { CallbackQuery } from '../wechat/open.ts'

const PARAMETERS = ['signature', 'timestamp', 'nonce', 'msg_signature', 'encrypt_type'] as const

/** What WeChat adds to the address (protocol 1.1 and 2.3). */
export function callbackQuery(url: string): CallbackQuery {
  const start = url.indexOf('?')
  const given = start < 0 ? {} : parse(url.slice(start + 1), '&', '=', { maxKeys: 0 })
  return {
    signature: first(given['signature']),
    timestamp: first(given['timestamp']),
    nonce: first(given['nonce']),
    msg_signature: first(given['msg_signature']),
    encrypt_type: first(given['encrypt_type']),
    repeated: PARAMETERS.some((name) => typeof given[name] === 'object'),
  }
}

const first = (given: string | string[] | undefined): string | undefined =>
  typeof given === 'object' ? given[0] : given
