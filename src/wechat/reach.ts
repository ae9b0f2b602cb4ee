/** What WeChat's servers can reach: public addresses, on two ports (protocol 0.3). */
import { BlockList, isIP } from 'node:net'

export const WECHAT_PORTS: readonly number[] = [80, 443]

const PRIVATE = new BlockList()
const RANGES: readonly (readonly [network: string, bits: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['::', 127], // with ::1
  ['fc00::', 7],
  ['fe80::', 10],
]
for (const [network, bits] of RANGES) PRIVATE.addSubnet(network, bits, isIP(network) === 6 ? 'ipv6' : 'ipv4')

/** Of this machine, of a local network or of none. */
export function isPrivate(address: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  const version = isIP(plain)
  return version !== 0 && PRIVATE.check(plain, version === 6 ? 'ipv6' : 'ipv4')
}

/** Whether a URL could be WeChat's way to us; what its name leads to is not asked. */
export function looksPublic(url: URL): boolean {
  const { hostname, port } = url
  const address = hostname.replace(/^\[(.*)\]$/, '$1')
  if (port !== '' && !WECHAT_PORTS.includes(Number(port))) return false
  return isIP(address) !== 0 ? !isPrivate(address) : hostname.includes('.')
}
