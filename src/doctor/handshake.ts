import type { Attempt } from '../platform/platform.ts'
import type { Account } from '../wechat/open.ts'
import { findingsOf, type Finding } from './finding.ts'
import { explainStatus } from './status.ts'
import { unanswered } from './unanswered.ts'

const { good, warning, bad } = findingsOf('地址验证')
const SLOW_MS = 2_000
const SHOWN = 40

type Circumstances = { readonly url: URL; readonly account: Account; readonly echostr: string }

/** What WeChat's page makes of it when the URL is saved (protocol 1.3). */
export function judgeHandshake(attempt: Attempt, { url, account, echostr }: Circumstances): Finding {
  if (attempt.kind === 'accepted')
    return attempt.ms < SLOW_MS
      ? good(`通过，${attempt.ms} ms`)
      : warning(`通过，但用了 ${attempt.ms} ms`, '微信只等 5 秒：看看服务器和网络为什么慢')
  if (attempt.kind !== 'bad') return saidBy(unanswered(attempt))
  const { status, body } = attempt
  if (status === 403) return saidBy(forbidden(account, body))
  return saidBy(status === 200 ? notTheEcho(body, echostr) : explainStatus(attempt, url))
}

const saidBy = ({ text, hint }: { readonly text: string; readonly hint: string }): Finding => bad(text, hint)

function forbidden({ name }: Account, body: string) {
  const token = `两边的 Token 不一样：--token（或这里账号 ${name} 的 Token）要和那台服务器上的一致，公众平台里也填它（那边设了 WECHAT_ADDRESSES 时，还要写上这台机器的地址）`
  if (!isPage(body)) return { text: '状态是 403：服务器不认这个签名', hint: token }
  return { text: '状态是 403：被拒绝了', hint: `先看是不是防火墙或 CDN 拦下了请求；不是的话，${token}` }
}

function notTheEcho(body: string, echostr: string) {
  if (body === '') return { text: '回答是空的', hint: '要原样返回 echostr' }
  if (body.startsWith('\ufeff'))
    return { text: '回答的开头有 BOM（看不见的三个字节）', hint: '把那边的源文件存成不带 BOM 的 UTF-8' }
  const bare = body.trim()
  if (bare === echostr)
    return { text: `echostr ${blanks(body)}多了空格或换行`, hint: '要原样返回，一个字节也不多' }
  if (/^(["']).*\1$/s.test(bare) && bare.includes(echostr))
    return { text: 'echostr 带着引号', hint: '当作文字返回，不要转成 JSON' }
  if (isPage(body))
    return {
      text: '回答是一个网页，不是 echostr',
      hint: '地址指向了别的网站，或路径不对：检查反向代理把 /wechat 转到了哪里',
    }
  if (body.includes(echostr))
    return { text: `除了 echostr 还有别的内容：${shown(body)}`, hint: '只返回 echostr' }
  return { text: `回答不是 echostr：${shown(body)}`, hint: '检查地址是不是指向这个程序' }
}

const blanks = (body: string): string => (/^\s/.test(body) ? '前面' : '后面')
const isPage = (body: string): boolean => /^\s*<(!doctype|html|head|body)/i.test(body)
const shown = (body: string): string => JSON.stringify(body.slice(0, SHOWN))
