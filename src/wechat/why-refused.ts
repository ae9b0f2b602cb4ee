/** Why a request is not taken for WeChat's: for the operator alone, its sender learns nothing of it. */
import type { AesKey } from './envelope.ts'
import { isGenuine, type Account, type CallbackQuery } from './open.ts'

export type Refusal =
  | { readonly kind: 'absent'; readonly parameter: string }
  | { readonly kind: 'repeated' }
  /** Signed with the token of this other account of ours. */
  | { readonly kind: 'account'; readonly account: string }
  /** What stood in the place of the token: the EncodingAESKey, the AppID, or the token in another form. */
  | { readonly kind: 'aes-key' | 'app-id' | 'case' | 'blanks' }
  /** Signed with a token that we know nothing of. */
  | { readonly kind: 'token' }
  /** Genuine, but in clear text, and we have a key. */
  | { readonly kind: 'plaintext' }
  | { readonly kind: 'encrypt-type'; readonly value: string }
  /** What is inside does not open, or, where it is not signed, does not fit its signature; `reason` as open.ts has it. */
  | { readonly kind: 'envelope'; readonly isSigned: boolean; readonly reason: string }
  /** Genuine, but nothing that we can read. */
  | { readonly kind: 'json' | 'no-key' }
  | { readonly kind: 'malformed'; readonly reason: string }
  /** Not one of those that may call. */
  | { readonly kind: 'address'; readonly address: string }
  /** Not looked into, for too many came at once. */
  | { readonly kind: 'flood' }

type Accounts = readonly Account[]

/** WeChat's are shorter by far; longer ones are not worth the digests. */
const LONGEST = 64

/** Of a handshake whose three-part signature is not right. */
export function whyNotGenuine(query: CallbackQuery, account: Account, all: Accounts): Refusal {
  if (query.repeated) return { kind: 'repeated' }
  const parameter = (['signature', 'timestamp', 'nonce'] as const).find((name) => !query[name])
  if (parameter) return { kind: 'absent', parameter }
  if (`${query.timestamp}${query.nonce}`.length > LONGEST) return { kind: 'token' }
  const fits = (token: string) => isGenuine({ ...account, token }, query)
  const other = all.find(({ name, token }) => name !== account.name && fits(token))
  if (other) return { kind: 'account', account: other.name }
  if (all.flatMap(({ keys }) => keys.flatMap(textsOf)).some(fits)) return { kind: 'aes-key' }
  if (all.some(({ appId }) => appId !== undefined && fits(appId))) return { kind: 'app-id' }
  if (otherCases(account.token).some(fits)) return { kind: 'case' }
  if (withBlanks(account.token).some(fits)) return { kind: 'blanks' }
  return { kind: 'token' }
}

/** Of a message that may not be read. */
export function whyUnread(query: CallbackQuery, account: Account, all: Accounts): Refusal {
  const { encrypt_type: type, repeated } = query
  if (repeated) return { kind: 'repeated' }
  if (type !== undefined && type !== 'aes' && type !== 'raw')
    return { kind: 'encrypt-type', value: type.slice(0, 20) }
  if (type === 'aes' && !query.msg_signature) return { kind: 'absent', parameter: 'msg_signature' }
  return isGenuine(account, query) ? { kind: 'plaintext' } : whyNotGenuine(query, account, all)
}

/** The four EncodingAESKeys that make one key: the last character has two bits more than it needs. */
function textsOf({ key }: AesKey): string[] {
  const text = key.export().toString('base64').slice(0, 43)
  const last = BASE64.indexOf(text.slice(-1))
  return [0, 1, 2, 3].map((surplus) => text.slice(0, -1) + BASE64.charAt(last + surplus))
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

function otherCases(token: string): string[] {
  const swapped = (text: string) =>
    text.replace(/[a-z]/gi, (letter) =>
      letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
    )
  const [lower, upper] = [token.toLowerCase(), token.toUpperCase()]
  const capital = upper.slice(0, 1) + lower.slice(1)
  return [lower, upper, capital, swapped(token), swapped(token.slice(0, 1)) + token.slice(1)]
}

function withBlanks(token: string): string[] {
  const blanks = [' ', '\n', '\r\n', '\t', '\u3000', '\u00a0', '\ufeff', '\u200b']
  return blanks.flatMap((blank) => [blank + token, token + blank, blank + token + blank])
}
