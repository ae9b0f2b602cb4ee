/** The certificate, looked at by ourselves: an untrusted one may be out of date and for another name as well. */
import { once } from 'node:events'
import { isIP } from 'node:net'
import { checkServerIdentity, connect, type PeerCertificate, type TLSSocket } from 'node:tls'
import { portOf } from './address.ts'
import { findingsOf, type Finding } from './finding.ts'
import { hostOf } from './name.ts'
import { reasonOf, within } from './within.ts'

const { good, warning, bad } = findingsOf('证书')
const DAY_MS = 24 * 3600 * 1000
const SOON_DAYS = 14
const RENEW = '换一张新的证书，并让它自动续期（例如 certbot、acme.sh），然后重新加载反向代理'

export async function checkCertificate(url: URL, timeoutMs: number, now: () => number): Promise<Finding[]> {
  if (url.protocol !== 'https:') return []
  const host = hostOf(url)
  const socket = connect({
    ...{ host, port: portOf(url), rejectUnauthorized: false },
    ...(isIP(host) === 0 && { servername: host }),
  })
  try {
    await within(timeoutMs, once(socket, 'secureConnect'))
    return judge(socket, host, now())
  } catch (error) {
    return [unspoken(reasonOf(error))]
  } finally {
    socket.on('error', () => {}).destroy()
  }
}

function judge(socket: TLSSocket, host: string, now: number): Finding[] {
  const certificate = socket.getPeerCertificate()
  const days = Math.floor((Date.parse(certificate.valid_to) - now) / DAY_MS)
  const problems = [
    ...untimely(certificate, days, now),
    ...misnamed(certificate, host),
    ...distrusted(socket.authorizationError as unknown),
  ]
  if (problems.length > 0) return problems
  if (days < SOON_DAYS) return [warning(`证书还有 ${days} 天到期`, RENEW)]
  return [good(`有效，还有 ${days} 天`)]
}

function untimely({ valid_from, valid_to }: PeerCertificate, days: number, now: number): Finding[] {
  if (Date.parse(valid_from) > now)
    return [bad(`证书要到 ${valid_from} 才生效`, '检查这台机器和服务器的时间；都对就换一张证书')]
  return days < 0 ? [bad(`证书已经过期（${valid_to}）`, RENEW)] : []
}

function misnamed(certificate: PeerCertificate, host: string): Finding[] {
  if (!checkServerIdentity(host, certificate)) return []
  const names =
    certificate.subjectaltname?.replaceAll(/DNS:|IP Address:/g, '') ?? String(certificate.subject.CN)
  return [bad(`证书是 ${names} 的，不是 ${host} 的`, `换成 ${host} 的证书，或在公众平台里填证书上的域名`)]
}

/** The codes are OpenSSL's; Node has them as texts or as errors, by version. */
function distrusted(problem: unknown): Finding[] {
  const code = problem instanceof Error ? reasonOf(problem) : String(problem ?? '')
  switch (code) {
    case '':
    case 'CERT_HAS_EXPIRED':
    case 'CERT_NOT_YET_VALID':
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return []
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
      return [
        bad('证书是自己签的，微信不信任', '到证书颁发机构申请一张（Let’s Encrypt 或云厂商，都有免费的）'),
      ]
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return [
        bad(
          `证书链不完整，或颁发者不受信任（${code}）`,
          '在反向代理里用带中间证书的文件（例如 fullchain.pem）',
        ),
      ]
    default:
      return [bad(`证书不受信任（${code}）`, '换一张由受信任的机构颁发的证书')]
  }
}

function unspoken(reason: string): Finding {
  if (reason === 'TIMEOUT') return bad('TLS 握手没有完成（超时）', '检查反向代理的 TLS 设置')
  if (
    reason === 'ERR_SSL_WRONG_VERSION_NUMBER' ||
    reason === 'EPROTO' ||
    reason === 'ERR_SSL_PACKET_LENGTH_TOO_LONG'
  )
    return bad('这个端口上不是 https', '把地址改成 http://，或在反向代理里给这个端口设好证书')
  return bad(
    `TLS 握手失败（${reason}）`,
    '检查反向代理有没有给这个域名设证书，以及这个端口是不是 https；TLS 1.2 要打开',
  )
}
