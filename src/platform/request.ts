/** A message as the signed request that carries it, in the account's mode (protocol 2.2 and 7). */
import { randomBytes, randomInt } from 'node:crypto'
import { encrypt, type AesKey } from '../wechat/envelope.ts'
import type { Account } from '../wechat/open.ts'
import { element } from '../wechat/reply.ts'
import { sign } from '../wechat/signature.ts'
import type { Sent } from './messages.ts'
import { renderMessage } from './render.ts'

/** Retries repeat it to the byte (protocol 6.3). */
export type Request = {
  readonly message: Sent
  /** The message's clear XML. */
  readonly xml: string
  readonly query: string
  readonly body: string
}

export function createRequest(account: Account, message: Sent, seconds: number): Request {
  const xml = renderMessage(message)
  const query = signedQuery(account, seconds, { openid: message.FromUserName })
  const [key] = account.keys
  if (account.mode === 'plaintext' || !key) return { message, xml, query: query.toString(), body: xml }
  const encrypted = encryptAsWeChat(key, account.appId ?? '', xml)
  const [timestamp, nonce] = [query.get('timestamp') ?? '', query.get('nonce') ?? '']
  query.set('encrypt_type', 'aes')
  query.set('msg_signature', sign(account.token, timestamp, nonce, encrypted))
  const Encrypt = element('Encrypt', encrypted)
  const body =
    account.mode === 'compatible'
      ? xml.replace(/<\/xml>$/, () => `${Encrypt}\n</xml>`)
      : `<xml>\n    ${element('ToUserName', message.ToUserName)}\n    ${Encrypt}\n</xml>`
  return { message, xml, query: query.toString(), body }
}

/** The three signed parameters and whatever goes with them. */
export function signedQuery(
  { token }: Account,
  seconds: number,
  others: Record<string, string>,
): URLSearchParams {
  const [timestamp, nonce] = [String(seconds), String(randomInt(100_000_000, 2 ** 31))]
  return new URLSearchParams({ signature: sign(token, timestamp, nonce), timestamp, nonce, ...others })
}

/** WeChat's sixteen random bytes are hex digits. */
const encryptAsWeChat = (key: AesKey, appId: string, xml: string): string =>
  encrypt(key, appId, xml, Buffer.from(randomBytes(8).toString('hex')))
