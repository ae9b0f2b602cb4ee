/** One request over a connection of its own, and what came back within the time. */
import { once } from 'node:events'
import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import https from 'node:https'
import { messageOf } from '../errors.ts'

export type Call = {
  readonly url: URL
  readonly timeoutMs: number
  /** Posted as XML; without one it is a GET. */
  readonly body?: string
}

export type Exchange =
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly headers: IncomingHttpHeaders
      readonly body: Buffer
      readonly ms: number
    }
  /** Neither connected nor answered in time: we hang up. */
  | { readonly kind: 'timeout'; readonly ms: number }
  /** Refused, reset, or no HTTP; `reason` is the code, like ECONNREFUSED. */
  | { readonly kind: 'broken'; readonly reason: string; readonly ms: number }

/** More than any reply; an endless answer would fill the memory within the five seconds. */
const BODY_LIMIT_BYTES = 1024 * 1024
const HEADERS = { 'User-Agent': 'Mozilla/4.0', Accept: '*/*', Pragma: 'no-cache' }

/** The clock starts anew once the request is sent: connecting has as much time (protocol 6.1). */
export async function exchange({ url, timeoutMs, body }: Call): Promise<Exchange> {
  const start = performance.now()
  const ms = () => Math.round(performance.now() - start)
  const clock = new AbortController()
  const request = (url.protocol === 'https:' ? https : http).request(url, optionsFor(body))
  request.on('error', () => {}) // one may come after the response, when nobody waits for it
  const timer = setTimeout(() => clock.abort(), timeoutMs)
  request.once('finish', () => timer.refresh())
  clock.signal.addEventListener('abort', () => request.destroy())
  try {
    request.end(body)
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    return {
      kind: 'answered',
      status: response.statusCode ?? 0,
      headers: response.headers,
      body: await bytesOf(response),
      ms: ms(),
    }
  } catch (error) {
    return clock.signal.aborted
      ? { kind: 'timeout', ms: ms() }
      : { kind: 'broken', reason: codeOf(error), ms: ms() }
  } finally {
    clearTimeout(timer)
    request.destroy()
  }
}

function optionsFor(body: string | undefined): https.RequestOptions {
  if (body === undefined) return { agent: false, headers: HEADERS }
  const headers = { ...HEADERS, 'Content-Type': 'text/xml', 'Content-Length': Buffer.byteLength(body) }
  return { agent: false, method: 'POST', headers }
}

async function bytesOf(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    if ((length += chunk.length) > BODY_LIMIT_BYTES) throw new Error('over 1 MiB')
  }
  return Buffer.concat(chunks)
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : messageOf(error)
