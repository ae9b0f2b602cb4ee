/** Requests as WeChat makes them. */
import { accountFrom } from '../../src/accounts.ts'
import { aesKey, encrypt } from '../../src/wechat/envelope.ts'
import { keepSecret } from './outputs.ts'
import { sign } from '../../src/wechat/signature.ts'

export const TOKEN = 'FengMsgTk2026'
export const APP_ID = 'wx5f3a9c0e7b21d846'
export const AES_KEY = 'Qk9SUk9XRUQtTk9USElORy1GUk9NLUFOWU9ORS0yMDI'
export const FAN = 'oK7xQ5sTn2VbLw0YcRzGd3HuMpEA'
export const ACCOUNT_ID = 'gh_3c1f9a7be204'

for (const secret of [TOKEN, AES_KEY, FAN]) keepSecret(secret)

let lastMsgId = 25_301_442_785_190_000n

export function textXml(content: string, extra = ''): string {
  const cdata = content.replaceAll(']]>', ']]]]><![CDATA[>')
  return `<xml><ToUserName><![CDATA[${ACCOUNT_ID}]]></ToUserName>
<FromUserName><![CDATA[${FAN}]]></FromUserName>
<CreateTime>1767225707</CreateTime>
<MsgType><![CDATA[text]]></MsgType>
<Content><![CDATA[${cdata}]]></Content>
<MsgId>${++lastMsgId}</MsgId>${extra}
</xml>`
}

/** The query of a genuine request. */
export function signedQuery(token: string = TOKEN): string {
  const [timestamp, nonce] = ['1767225600', '1180591620']
  return new URLSearchParams({
    signature: sign(token, timestamp, nonce),
    timestamp,
    nonce,
    openid: FAN,
  }).toString()
}

/** The text that the fan reads. */
export function contentOf(xml: string): string {
  const content = /<Content>(.*)<\/Content>/s.exec(xml)?.[1] ?? ''
  return [...content.matchAll(/<!\[CDATA\[(.*?)\]\]>(?=<!\[CDATA\[|$)/gs)].map(([, text]) => text).join('')
}

const encrypted = { token: TOKEN, appId: APP_ID, aesKey: AES_KEY }

/** One account a mode, and `main` in plaintext. */
export const ACCOUNTS = new Map(
  [
    accountFrom('main', { token: TOKEN }),
    accountFrom('security', encrypted),
    accountFrom('compatible', { ...encrypted, mode: 'compatible' }),
  ].map((account) => [account.name, account]),
)

/** The query and body of an encrypted request; `clear` are the elements beside `Encrypt`. */
export function encryptedRequest(
  xml: string,
  clear = `<ToUserName><![CDATA[${ACCOUNT_ID}]]></ToUserName>`,
  key = AES_KEY,
) {
  const query = new URLSearchParams(signedQuery())
  const Encrypt = encrypt(aesKey(key), APP_ID, xml)
  query.set('encrypt_type', 'aes')
  query.set('msg_signature', sign(TOKEN, query.get('timestamp') ?? '', query.get('nonce') ?? '', Encrypt))
  return {
    query: query.toString(),
    body: `<xml>\n    ${clear}\n    <Encrypt><![CDATA[${Encrypt}]]></Encrypt>\n</xml>`,
  }
}
