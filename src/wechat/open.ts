/** From a request to the message's XML, in the mode that it came in, and the way back (protocol 2.4). */
import { AppError } from '../errors.ts'
import { decrypt, encrypt, renderEnvelope, type AesKey } from './envelope.ts'
import { isSigned } from './signature.ts'
import { parseXml, type Fields } from './xml.ts'

export type Mode = 'plaintext' | 'compatible' | 'security'

export type Account = {
  /** As in `/wechat/<name>`. */
  readonly name: string
  readonly token: string
  readonly mode: Mode
  readonly appId?: string | undefined
  /** The current key, then perhaps the one before it. */
  readonly keys: readonly AesKey[]
}

/** One value of each parameter of the callback's query; undefined where there is none or more than one. */
export type CallbackQuery = Readonly<
  Record<'signature' | 'timestamp' | 'nonce' | 'msg_signature' | 'encrypt_type', string | undefined>
> & { readonly repeated: boolean }

export type Opened =
  | {
      readonly kind: 'opened'
      /** As it was written, decrypted. */
      readonly xml: string
      readonly fields: Fields
      readonly seal: (replyXml: string, seconds: number) => string
    }
  /** `isSigned`: it is WeChat's, so a setting is wrong. */
  | { readonly kind: 'refused'; readonly isSigned: boolean; readonly reason: string }

/** Enough to check the signature before anything is parsed; the parser has the last word. */
const ENCRYPT = /<Encrypt>(?:<!\[CDATA\[)?([A-Za-z0-9+/=]+)/

const refused = (reason: string, isSigned = false): Opened => ({ kind: 'refused', isSigned, reason })
const asItIs = (replyXml: string): string => replyXml

/** Whether the three-part signature is right: the handshake, and all of plaintext mode. */
export function isGenuine(
  account: Account,
  { signature, timestamp, nonce, repeated }: CallbackQuery,
): boolean {
  if (repeated || !signature || !timestamp || !nonce) return false
  return isSigned(signature, account.token, timestamp, nonce)
}

/** Whether the request may be read at all, decided before its body is. */
export function mayRead(account: Account, query: CallbackQuery): boolean {
  if (query.repeated || !['aes', 'raw', undefined].includes(query.encrypt_type)) return false
  if (!isEncrypted(account, query)) return account.mode !== 'security' && isGenuine(account, query)
  const { signature, msg_signature, timestamp, nonce } = query
  return (
    Boolean(msg_signature && timestamp && nonce) && (signature === undefined || isGenuine(account, query))
  )
}

/** Opens the body of a request that `mayRead`. Throws MESSAGE_MALFORMED where there is no XML inside. */
export function openMessage(account: Account, query: CallbackQuery, body: string): Opened {
  if (!isEncrypted(account, query)) return { kind: 'opened', xml: body, fields: parseXml(body), seal: asItIs }
  const { msg_signature = '', timestamp = '', nonce = '' } = query
  const encrypted = ENCRYPT.exec(body)?.[1] ?? ''
  if (!isSigned(msg_signature, account.token, timestamp, nonce, encrypted))
    return refused('msg_signature 不对')
  if (parseXml(body)['Encrypt'] !== encrypted) return refused('Encrypt 不是 base64')
  return openEncrypted(account, encrypted, nonce)
}

/** Without a key, the clear elements of compatible mode are all that there is to read. */
function isEncrypted({ keys }: Account, { encrypt_type }: CallbackQuery): boolean {
  return encrypt_type === 'aes' && keys.length > 0
}

/** The key before the current one is tried too, and what was opened with it is sealed with it. */
function openEncrypted({ keys, appId = '', token }: Account, encrypted: string, nonce: string): Opened {
  let reason = ''
  for (const key of keys) {
    const xml = tryDecrypt(key, appId, encrypted)
    if (typeof xml === 'string') {
      const seal = (replyXml: string, seconds: number) =>
        renderEnvelope({ encrypted: encrypt(key, appId, replyXml), token, nonce, seconds })
      return { kind: 'opened', xml, fields: parseXml(xml), seal }
    }
    reason ||= xml.message
  }
  return refused(reason, true)
}

function tryDecrypt(key: AesKey, appId: string, encrypted: string): string | AppError {
  try {
    return decrypt(key, appId, encrypted)
  } catch (error) {
    if (error instanceof AppError && error.code === 'ENVELOPE_UNREADABLE') return error
    throw error
  }
}
