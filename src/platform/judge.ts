/** What WeChat makes of an answer: a reply, silence or a fault (protocol 5.1 and 5.10). */
import { isUtf8 } from 'node:buffer'
import { messageOf } from '../errors.ts'
import { decrypt } from '../wechat/envelope.ts'
import type { Account } from '../wechat/open.ts'
import { SILENCE } from '../wechat/reply.ts'
import { isSigned } from '../wechat/signature.ts'
import type { Fields } from '../wechat/xml.ts'
import type { Sent } from './messages.ts'
import { parseStrictly, readReply, textIn, wrong, type ReadReply } from './reply-xml.ts'

export type Verdict = ReadReply | { readonly kind: 'silence' }

export function judge(account: Account, message: Sent, status: number, bytes: Buffer): Verdict {
  if (status !== 200) return wrong(`状态应为 200，得到 ${status}`)
  if (!isUtf8(bytes)) return wrong('不是 UTF-8')
  const body = bytes.toString('utf8')
  if (body === '' || body === SILENCE) return { kind: 'silence' }
  if (account.mode === 'plaintext') return readReply(body, message)
  const fields = parseStrictly(body)
  if (typeof fields === 'string') return wrong(fields)
  if (textIn(fields, 'Encrypt') !== '') return openReply(account, message, fields)
  return account.mode === 'compatible' ? readReply(body, message) : wrong('安全模式下，回复没有加密')
}

/** The signature covers the reply's own time and nonce (protocol 7.6). */
function openReply({ token, appId = '', keys }: Account, message: Sent, fields: Fields): ReadReply {
  const [encrypted, timestamp, nonce] = ['Encrypt', 'TimeStamp', 'Nonce'].map((name) => textIn(fields, name))
  const [key] = keys
  if (!key || !encrypted || !timestamp || !nonce) return wrong('加密的回复缺少 TimeStamp 或 Nonce')
  if (!isSigned(textIn(fields, 'MsgSignature'), token, timestamp, nonce, encrypted))
    return wrong('MsgSignature 不对')
  try {
    return readReply(decrypt(key, appId, encrypted), message)
  } catch (error) {
    return wrong(messageOf(error))
  }
}
