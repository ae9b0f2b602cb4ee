import type { IncomingMessage } from 'node:http'
import type { Context } from 'hono'
import { isPrivate, looksPublic } from '../wechat/reach.ts'

/** Who called, and at which address they think we are. */
export type Caller = {
  readonly from: string
  /** Undefined where it is no public one, or a proxy does not pass it on. */
  readonly url: string | undefined
  /** Whether a proxy does not say if it was called by http or https; the URL then has https. */
  readonly isSchemeGuessed: boolean
}

/** Of the other end of the connection, as node:http has it; empty for a request without one (a test's). */
export function peerOf(c: Context): string {
  const { incoming } = (c.env ?? {}) as { incoming?: IncomingMessage }
  return incoming?.socket.remoteAddress ?? ''
}

/** An IPv4 address as such, and no more than an address may have. */
export const shown = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/, '').slice(0, LONGEST)
const LONGEST = 45

/** What a proxy adds is believed of one in our own network alone. */
export function callerOf(c: Context): Caller {
  const peer = shown(peerOf(c))
  const isProxy = isPrivate(peer)
  const forwarded = (name: string) =>
    isProxy ? c.req.header(`x-forwarded-${name}`)?.split(',').at(-1)?.trim() : undefined
  const proto = forwarded('proto')
  const host = forwarded('host') || c.req.header('host') || ''
  const scheme = proto === 'http' || !isProxy ? 'http' : 'https'
  return {
    from: (forwarded('for') || peer).slice(0, LONGEST),
    url: publicUrl(`${scheme}://${host}${c.req.path}`),
    isSchemeGuessed: isProxy && proto === undefined,
  }
}

function publicUrl(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  return url && looksPublic(url) ? url.href.slice(0, 300) : undefined
}
