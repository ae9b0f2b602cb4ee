import { piecesOf } from '../platform/links.ts'
import type { Attempt, Delivered } from '../platform/platform.ts'
import type { Account } from '../wechat/open.ts'
import { findingsOf, type Finding } from './finding.ts'
import { explainStatus, type Explained } from './status.ts'
import { unanswered } from './unanswered.ts'

const { good, warning, bad } = findingsOf('消息')
const SLOW_MS = 2_000
const SHOWN = 30

type Circumstances = { readonly url: URL; readonly account: Account; readonly question: string }

/** What the fan would read, or why not (protocol 5.10). */
export function judgeMessage(delivered: Delivered, { url, account, question }: Circumstances): Finding {
  const attempt = delivered.attempts.at(-1)
  if (delivered.kind === 'fault') {
    const { text, hint } = attempt ? explain(attempt, account, url) : { text: '没有送达', hint: '再试一次' }
    return bad(text, hint)
  }
  const ms = attempt?.ms ?? 0
  const [line = ''] = (delivered.kind === 'reply' ? wordsIn(delivered.text) : '（没有回复）').split('\n')
  const said = `「${question}」→「${line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line}」，${ms} ms`
  return ms < SLOW_MS ? good(said) : warning(said, '微信只等 5 秒：看看那边为什么慢')
}

/** As the fan sees it, without the markup of links. */
const wordsIn = (text: string): string =>
  piecesOf(text)
    .map((piece) => piece.text)
    .join('')

function explain(attempt: Attempt, account: Account, url: URL): Explained {
  if (attempt.kind === 'timeout' || attempt.kind === 'broken') return unanswered(attempt)
  const { status, body } = attempt
  if (status === 403) return forbidden(account)
  if (status === 400 && account.mode !== 'plaintext')
    return {
      text: '状态是 400：服务器读不了加密的消息',
      hint: '那边没有设 EncodingAESKey：设好 WECHAT_AES_KEY 和 WECHAT_APP_ID（或 accounts.json 里的），再启动',
    }
  if (status !== 200) return explainStatus(attempt, url)
  const reason = attempt.kind === 'bad' ? attempt.reason : ''
  return { text: `微信不接受这个回复：${reason}`, hint: hintOf(reason, body) }
}

/** The handshake has passed, so the token is right. */
const forbidden = ({ mode }: Account): Explained =>
  mode === 'plaintext'
    ? {
        text: '状态是 403：地址验证通过，明文的消息却被拒绝',
        hint: '那边设了 EncodingAESKey，要加密的消息：公众平台里选安全模式，这里用 --mode security、--aes-key 和 --app-id；不是的话，看防火墙是不是拦下了 POST',
      }
    : {
        text: '状态是 403：地址验证通过，加密的消息却被拒绝',
        hint: '两边的 EncodingAESKey 或 AppID 不一样：以公众平台里的为准',
      }

function hintOf(reason: string, body: string): string {
  if (reason.includes('没有加密'))
    return '那边是明文模式：两边选同一种模式，加密时都要有 EncodingAESKey 和 AppID'
  if (reason.includes('MsgSignature')) return '那边用来签名回复的 Token 不一样'
  if (reason.includes('AppID')) return '两边的 AppID 不一样：以公众平台里的为准'
  if (/解不开|长度/.test(reason)) return '两边的 EncodingAESKey 不一样：以公众平台里的为准'
  if (/^\s*<(!doctype|html)/i.test(body)) return '回答是一个网页：POST 被转到了别的网站，或程序出错了'
  if (body.includes('<Encrypt>')) return '那边加密了回复，而这里是明文模式：两边选同一种模式'
  return '回复要是微信的 XML、success 或空的：检查那边的程序和日志'
}
