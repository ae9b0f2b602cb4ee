import { parse } from 'node:querystring'
import type { CallbackQuery } from '../wechat/open.ts'

const PARAMETERS = ['signature', 'timestamp', 'nonce', 'msg_signature', 'encrypt_type'] as const

/** What WeChat adds to the address (protocol 1.1 and 2.3). */
export function callbackQuery(url: string): CallbackQuery {
  const start = url.indexOf('?')
  const given = start < 0 ? {} : parse(url.slice(start + 1))
  const one = (name: (typeof PARAMETERS)[number]) => {
    const value = given[name]
    return typeof value === 'string' ? value : value?.[0]
  }
  return {
    signature: one('signature'),
    timestamp: one('timestamp'),
    nonce: one('nonce'),
    msg_signature: one('msg_signature'),
    encrypt_type: one('encrypt_type'),
    repeated: PARAMETERS.some((name) => typeof given[name] === 'object'),
  }
}
