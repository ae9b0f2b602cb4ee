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

/** What a proxy adds is believed of one in our own network alone. */
export function callerOf(c: Context): Caller {
  const { incoming } = (c.env ?? {}) as { incoming?: IncomingMessage }
  const peer = incoming?.socket.remoteAddress?.replace(/^::ffff:/, '') ?? ''
  const isProxy = isPrivate(peer)
  const forwarded = (name: string) =>
    isProxy ? c.req.header(`x-forwarded-${name}`)?.split(',').at(-1)?.trim() : undefined
  const proto = forwarded('proto')
  const host = forwarded('host') || c.req.header('host') || ''
  const scheme = proto === 'http' || !isProxy ? 'http' : 'https'
  return {
    from: (forwarded('for') || peer).slice(0, 45),
    url: publicUrl(`${scheme}://${host}${c.req.path}`),
    isSchemeGuessed: isProxy && proto === undefined,
  }
}

function publicUrl(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  return url && looksPublic(url) ? url.href.slice(0, 300) : undefined
}
