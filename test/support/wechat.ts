/** Requests as WeChat makes them. */
import { sign } from '../../src/wechat/signature.ts'

export const TOKEN = 'FengMsgTk2026'
export const FAN = 'oK7xQ5sTn2VbLw0YcRzGd3HuMpEA'
export const ACCOUNT_ID = 'gh_3c1f9a7be204'

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
