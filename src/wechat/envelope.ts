/** Encrypted messages and replies (protocol 7): AES-256-CBC, PKCS#7 with blocks of 32, the AppID at the end. */
import { isUtf8 } from 'node:buffer'
import { createSecretKey, randomBytes, timingSafeEqual, type KeyObject } from 'node:crypto'
import { AppError } from '../errors.ts'
import { AES_BLOCK_BYTES, createCbc, type Cbc } from './cbc.ts'
import { sign } from './signature.ts'

/** The error codes of the platform's own sample library (protocol 7.7). */
export type EnvelopeErrorCode = -40002 | -40004 | -40005 | -40007 | -40008 | -40010

export type AesKey = { readonly key: KeyObject; readonly cbc: Cbc }

const BLOCK_BYTES = 32
const RANDOM_BYTES = 16
const HEADER_BYTES = RANDOM_BYTES + 4

/** The key of an EncodingAESKey: 43 letters or digits; surplus bits of the last one are ignored, as WeChat's own keys have them. */
export function aesKey(encodingAESKey: string): AesKey {
  if (!/^[A-Za-z0-9]{43}$/.test(encodingAESKey)) throw failure(-40004)
  const bytes = Buffer.from(`${encodingAESKey}=`, 'base64')
  const key = createSecretKey(bytes)
  return { key, cbc: createCbc(key, bytes.subarray(0, AES_BLOCK_BYTES)) }
}

/** The message inside `Encrypt`. Throws ENVELOPE_UNREADABLE; only after the signature was found right does that mean a wrong setting. */
export function decrypt({ cbc }: AesKey, appId: string, encrypted: string): string {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(encrypted)) throw failure(-40010)
  const data = Buffer.from(encrypted, 'base64')
  if (data.length === 0 || data.length % AES_BLOCK_BYTES !== 0) throw failure(-40007)
  const full = unpad(cbc.decrypt(data))
  if (full.length < HEADER_BYTES) throw failure(-40008)
  const end = HEADER_BYTES + full.readUInt32BE(RANDOM_BYTES)
  if (end > full.length) throw failure(-40008)
  const theirs = full.subarray(end)
  const ours = Buffer.from(appId)
  if (theirs.length !== ours.length || !timingSafeEqual(theirs, ours)) throw failure(-40005)
  const message = full.subarray(HEADER_BYTES, end)
  if (!isUtf8(message)) throw failure(-40002)
  return message.toString('utf8')
}

/** The base64 text of `Encrypt`; `random` is given by tests alone. */
export function encrypt({ cbc }: AesKey, appId: string, message: string, random = freshRandom()): string {
  const body = Buffer.from(message)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(body.length)
  const unpadded = [random, length, body, Buffer.from(appId)]
  const bytes = unpadded.reduce((sum, part) => sum + part.length, 0)
  const pad = BLOCK_BYTES - (bytes % BLOCK_BYTES)
  return cbc.encrypt(Buffer.concat([...unpadded, Buffer.alloc(pad, pad)])).toString('base64')
}

let pool = Buffer.alloc(0)

/** Asking for them costs more than encrypting a message, so they are asked for by the hundreds. */
function freshRandom(): Buffer {
  if (pool.length === 0) pool = randomBytes(RANDOM_BYTES * 256)
  const random = pool.subarray(0, RANDOM_BYTES)
  pool = pool.subarray(RANDOM_BYTES)
  return random
}

/** Node's own padding takes 1 to 16; WeChat pads with 1 to 32. */
function unpad(padded: Buffer): Buffer {
  const pad = padded.at(-1) ?? 0
  const isPadded = pad >= 1 && pad <= BLOCK_BYTES && pad <= padded.length
  if (!isPadded || !padded.subarray(-pad).every((byte) => byte === pad)) throw failure(-40007)
  return padded.subarray(0, -pad)
}

export type ReplyEnvelope = {
  readonly encrypted: string
  readonly token: string
  readonly nonce: string
  readonly seconds: number
}

/** The envelope of an encrypted reply: the request's nonce, our clock, and a signature over both (protocol 7.6). */
export function renderEnvelope({ encrypted, token, nonce, seconds }: ReplyEnvelope): string {
  const signature = sign(token, String(seconds), nonce, encrypted)
  return (
    `<xml><Encrypt><![CDATA[${encrypted}]]></Encrypt><MsgSignature><![CDATA[${signature}]]></MsgSignature>` +
    `<TimeStamp>${seconds}</TimeStamp><Nonce><![CDATA[${nonce}]]></Nonce></xml>`
  )
}

/** What each code tells the operator; the sender learns nothing of it. */
const REASONS: Readonly<Record<EnvelopeErrorCode, string>> = {
  [-40002]: '里面不是 UTF-8 的文字',
  [-40004]: 'EncodingAESKey 应为 43 个字母或数字',
  [-40005]: '里面的 AppID 不是这个账号的',
  [-40007]: '解不开，密钥不对',
  [-40008]: '解开后长度不对',
  [-40010]: 'Encrypt 不是 base64',
}

function failure(code: EnvelopeErrorCode): AppError {
  return new AppError('ENVELOPE_UNREADABLE', `加密的消息（${code}）：${REASONS[code]}`)
}
