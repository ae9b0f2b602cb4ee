import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { isPrivate, looksPublic } from '../wechat/reach.ts'
import { findingsOf, type Finding } from './finding.ts'
import { reasonOf, within } from './within.ts'

const { good, warning, bad } = findingsOf('域名')

/** Whether the name leads anywhere, and whether WeChat can follow. */
export async function checkName(url: URL, timeoutMs: number): Promise<Finding[]> {
  const host = hostOf(url)
  if (isIP(host) !== 0) return []
  const found = await within(timeoutMs, lookup(host, { all: true })).catch(reasonOf)
  if (typeof found === 'string') return [unresolved(host, found)]
  const addresses = found.map(({ address }) => address)
  const local = addresses.filter(isPrivate)
  if (local.length > 0 && looksPublic(new URL(`http://${url.hostname}`)))
    return [
      warning(
        `${host} 在这台机器上指向内网的地址 ${local.join('、')}`,
        '如果公网上的 DNS 也是这样，微信就访问不到：把解析改成公网地址（检查 /etc/hosts 和 DNS）',
      ),
    ]
  return [good(`${host} → ${addresses.join('、')}`)]
}

/** Without the brackets of an IPv6 address. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1')

function unresolved(host: string, reason: string): Finding {
  if (reason === 'ENOTFOUND')
    return bad(
      `找不到域名 ${host}`,
      '检查有没有写错；新域名要在域名商那里加一条指向服务器的 A 记录，等它生效',
    )
  if (reason === 'TIMEOUT') return bad(`域名 ${host} 解析得太慢`, '微信最多等 5 秒：检查域名的 DNS 服务商')
  return bad(`域名 ${host} 解析失败（${reason}）`, '检查这台机器的网络和 DNS，再试一次')
}
