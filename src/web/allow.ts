/** Whose requests are looked at, where an operator has named the addresses that WeChat calls from. */
import { BlockList, isIP } from 'node:net'
import type { Context } from 'hono'
import { peerOf, shown } from './caller.ts'

/** The address of a caller who is not WeChat; undefined for one who may be. */
export type StrangerIn = (c: Context) => string | undefined

/** Addresses, and networks such as `10.0.0.0/8`. */
export type Callers = {
  /** Of those who may call; none: anybody may. */
  readonly addresses: readonly string[]
  /** Whom we believe by whom they say they were called. */
  readonly proxies: readonly string[]
}

export function createStrangerIn({ addresses, proxies }: Callers): StrangerIn | undefined {
  if (addresses.length === 0) return undefined
  const [isAllowed, isProxy] = [amongst(addresses), amongst(proxies)]
  return (c) => {
    const address = callerBehind(peerOf(c), c.req.header('x-forwarded-for') ?? '', isProxy)
    return isAllowed(address) ? undefined : shown(address)
  }
}

/** Each proxy adds on the right by whom it was called; what stands left of the first that is no proxy of ours, anybody may have written. */
function callerBehind(peer: string, forwarded: string, isProxy: (address: string) => boolean): string {
  if (!isProxy(peer)) return peer
  const hops = forwarded === '' ? [] : forwarded.split(',').map((hop) => hop.trim())
  return hops.findLast((hop) => !isProxy(hop)) ?? peer
}

/** An IPv4 address may come as IPv6, `::ffff:10.0.0.1`, which node:net knows. */
function amongst(networks: readonly string[]): (address: string) => boolean {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits] = network.split('/')
    const family = familyOf(address)
    if (family && bits) list.addSubnet(address, Number(bits), family)
    else if (family) list.addAddress(address, family)
  }
  return (address) => {
    const family = familyOf(address)
    return family !== undefined && list.check(address, family)
  }
}

const familyOf = (address: string) => ({ 4: 'ipv4', 6: 'ipv6' })[isIP(address)] as 'ipv4' | 'ipv6' | undefined
