import { looksPublic, WECHAT_PORTS } from '../wechat/reach.ts'
import { findingsOf, type Finding } from './finding.ts'

const { good, warning, bad } = findingsOf('地址')
const SIGNED = ['signature', 'timestamp', 'nonce', 'echostr', 'msg_signature', 'encrypt_type', 'openid']

/** What can be seen of a URL without going there. */
export function checkAddress(url: URL): Finding[] {
  const port = portOf(url)
  const isElsewhere = !WECHAT_PORTS.includes(port)
  const isHome = !looksPublic(withoutPort(url))
  const findings: Finding[] = []
  if (isHome)
    findings.push(
      warning(
        `${url.hostname} 是本机或内网的地址，微信访问不到`,
        '在自己的机器上试没有关系；填进公众平台的要是公网上的域名',
      ),
    )
  else if (isElsewhere)
    findings.push(
      bad(
        `端口是 ${port}，微信只访问 80 和 443`,
        '让 nginx 之类的反向代理在 80 或 443 上接收，再转给这个端口',
      ),
    )
  const own = SIGNED.filter((name) => url.searchParams.has(name))
  if (own.length > 0)
    findings.push(bad(`地址里自己带了 ${own.join('、')}`, '这些参数由微信加上：从公众平台的 URL 里删掉'))
  const isOpen = url.protocol === 'http:' ? '（微信也接受 http，但消息在路上没有加密）' : ''
  return findings.length > 0 ? findings : [good(`${url.origin}${url.pathname}${isOpen}`)]
}

export const portOf = ({ port, protocol }: URL): number => Number(port || (protocol === 'https:' ? 443 : 80))

function withoutPort(url: URL): URL {
  const bare = new URL(url)
  bare.port = ''
  return bare
}
