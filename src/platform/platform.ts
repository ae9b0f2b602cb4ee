/** WeChat as a server of ours meets it: signed deliveries, five seconds, three attempts, and the fan who reads what comes of them. */
import { randomInt } from 'node:crypto'
import type { Account } from '../wechat/open.ts'
import { readableReply } from '../wechat/readable-reply.ts'
import type { Reply } from '../wechat/reply.ts'
import { exchange, type Exchange } from './exchange.ts'
import { judge, type Verdict } from './judge.ts'
import type { Sent } from './messages.ts'
import { createRequest, signedQuery, type Request } from './request.ts'

/** What fans report to read when no attempt was answered well (protocol 5.10). */
export const FAULT_TEXT = '该公众号提供的服务出现故障，请稍后再试'

type Answer = Omit<Answered, 'kind' | 'body'> & { readonly body: string }

/** One delivery over HTTP; `ms` is how long it took. */
export type Attempt =
  | ({ readonly kind: 'accepted' } & Answer)
  /** An answer that counts as none. */
  | ({ readonly kind: 'bad'; readonly reason: string } & Answer)
  | Exclude<Exchange, { kind: 'answered' }>

/** What the fan sees in the end. */
export type Delivered = { readonly request: Request; readonly attempts: readonly Attempt[] } & (
  | { readonly kind: 'reply'; readonly text: string; readonly reply: Reply; readonly xml: string }
  | { readonly kind: 'silence' }
  | { readonly kind: 'fault'; readonly text: typeof FAULT_TEXT }
)

export type PlatformDeps = {
  /** Of each attempt, counted from 1: a retry may reach another node. */
  readonly url: string | ((attempt: number) => string)
  readonly account: Account
  readonly timeoutMs?: number
  readonly attempts?: number
  /** Milliseconds since 1970. */
  readonly now?: () => number
}

export type Platform = {
  send(message: Sent): Promise<Delivered>
  /** The signed request of a message, to be delivered more than once. */
  prepare(message: Sent): Request
  /** Attempt after attempt, each with the same bytes, until one is answered well. */
  deliver(request: Request): Promise<Delivered>
  /** What the admin page does when the URL is saved (protocol 1). */
  handshake(echostr?: string): Promise<Attempt>
}

export function createPlatform(deps: PlatformDeps): Platform {
  const { url, account, timeoutMs = 5000, attempts: limit = 3, now = Date.now } = deps
  const seconds = () => Math.floor(now() / 1000)
  const urlOf = (attempt: number, query: string) =>
    withQuery(typeof url === 'string' ? url : url(attempt), query)

  const prepare = (message: Sent) => createRequest(account, message, seconds())
  const deliver = async (request: Request): Promise<Delivered> => {
    const { query, body, message } = request
    const attempts: Attempt[] = []
    while (attempts.length < limit) {
      const answer = await exchange({ url: urlOf(attempts.length + 1, query), timeoutMs, body })
      if (answer.kind !== 'answered') {
        attempts.push(answer)
        continue
      }
      const verdict = judge(account, message, answer.status, answer.body)
      attempts.push(attemptOf(answer, verdict))
      if (verdict.kind === 'silence') return { kind: 'silence', request, attempts }
      if (verdict.kind === 'reply')
        return { ...verdict, text: readableReply(verdict.reply), request, attempts }
    }
    return { kind: 'fault', text: FAULT_TEXT, request, attempts }
  }
  const handshake = async (echostr = randomEchostr()): Promise<Attempt> => {
    const query = signedQuery(account, seconds(), { echostr }).toString()
    const answer = await exchange({ url: urlOf(1, query), timeoutMs })
    if (answer.kind !== 'answered') return answer
    const isEcho = answer.status === 200 && answer.body.toString('utf8') === echostr
    return attemptOf(answer, isEcho ? undefined : { kind: 'wrong', reason: '没有原样返回 echostr' })
  }
  return { send: (message) => deliver(prepare(message)), prepare, deliver, handshake }
}

type Answered = Extract<Exchange, { kind: 'answered' }>

function attemptOf({ body, ...rest }: Answered, verdict: Verdict | undefined): Attempt {
  const answer = { ...rest, body: body.toString('utf8') }
  return verdict?.kind === 'wrong'
    ? { ...answer, kind: 'bad', reason: verdict.reason }
    : { ...answer, kind: 'accepted' }
}

/** 19 digits or about: more than a JavaScript number holds. */
export const randomEchostr = (): string => String(BigInt(randomInt(2 ** 47)) * 65_537n)

function withQuery(address: string, query: string): URL {
  const url = new URL(address)
  url.search = url.search === '' ? query : `${url.search}&${query}`
  return url
}
