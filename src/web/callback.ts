/** The address that WeChat calls: signature first, then everything else (protocol 1 and 2). */
import { Hono, type Context } from 'hono'
import type { Deliver } from '../answer/deliver.ts'
import { AppError } from '../errors.ts'
import type { Log } from '../log.ts'
import { DEFAULT_ACCOUNT } from '../wechat/callback-path.ts'
import { messageFrom } from '../wechat/message.ts'
import { isGenuine, mayRead, openMessage, type Account, type CallbackQuery } from '../wechat/open.ts'
import { wordsOf } from '../wechat/refusal-words.ts'
import { renderReply, SILENCE } from '../wechat/reply.ts'
import { whyNotGenuine, whyUnread, type Refusal } from '../wechat/why-refused.ts'
import type { StrangerIn } from './allow.ts'
import { attemptOf } from './attempt.ts'
import { readBody } from './body.ts'
import { callbackQuery } from './callback-query.ts'
import type { Contacts, Kind } from './contacts.ts'

export type CallbackDeps = {
  readonly findAccount: (name: string) => Account | undefined
  /** All of them, to find out whose token a signature was made with. */
  readonly allAccounts: () => readonly Account[]
  readonly contacts: Contacts
  /** Undefined: anybody may call. */
  readonly strangerIn?: StrangerIn | undefined
  readonly deliver: Deliver
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly log: Log
}

/** One request, with what was found out before it is answered. */
type Call = { readonly c: Context; readonly account: Account; readonly query: CallbackQuery }

export function callback(deps: CallbackDeps): Hono {
  const { findAccount, allAccounts, contacts, strangerIn, deliver, now, log } = deps

  /** The sender learns nothing of the reason; the operator reads it in the log and in the console. */
  function refuse({ c, account }: Call, kind: Kind, why: () => Refusal): Response {
    const [reason] = wordsOf(contacts.refused(account, kind, c, why))
    log.warn({ account: account.name, method: c.req.method, reason }, 'refused')
    return c.text('forbidden', 403)
  }
  const notGenuine =
    ({ account, query }: Call) =>
    () =>
      whyNotGenuine(query, account, allAccounts())

  const turnAway = (call: Call, address: string) =>
    refuse(call, call.c.req.method === 'POST' ? 'message' : 'handshake', () => ({ kind: 'address', address }))

  function shakeHands(call: Call): Response {
    const { c, account, query } = call
    const [echostr, ...others] = c.req.queries('echostr') ?? []
    if (!isGenuine(account, query)) return refuse(call, 'handshake', notGenuine(call))
    if (others.length > 0) return refuse(call, 'handshake', () => ({ kind: 'repeated' }))
    if (echostr === undefined)
      return refuse(call, 'handshake', () => ({ kind: 'absent', parameter: 'echostr' }))
    contacts.passed(account, 'handshake', c)
    return c.text(echostr)
  }

  async function receive(call: Call): Promise<Response> {
    const { c, account, query } = call
    if (!mayRead(account, query))
      return refuse(call, 'message', () => whyUnread(query, account, allAccounts()))
    const body = await readBody(c.req.raw)
    if (body === undefined) return c.text('too large', 413)
    if (isJson(body)) {
      if (!isGenuine(account, query)) return refuse(call, 'message', notGenuine(call))
      contacts.refused(account, 'message', c, () => ({ kind: 'json' }))
      log.error({ account: account.name }, '公众平台里的数据格式是 JSON，请改成 XML')
      return c.text(SILENCE)
    }
    const opened = openMessage(account, query, body)
    if (opened.kind === 'refused') return refuse(call, 'message', () => ({ ...opened, kind: 'envelope' }))
    const message = messageFrom(opened.fields)
    contacts.passed(account, 'message', c)
    const { reply } = await deliver(message, account.name, { xml: opened.xml, attempt: attemptOf(c) })
    if (!reply) return c.text(SILENCE)
    const seconds = Math.floor(now() / 1000)
    return new Response(opened.seal(renderReply(reply, message, seconds), seconds), XML)
  }

  function failed({ c, account, query }: Call, error: unknown): Response {
    if (error instanceof AppError && error.code === 'MESSAGE_MALFORMED') {
      const why = (): Refusal =>
        isUnopened(account, query) ? { kind: 'no-key' } : { kind: 'malformed', reason: error.message }
      const [reason] = wordsOf(contacts.refused(account, 'message', c, why))
      log.warn({ account: account.name, reason }, 'malformed message')
      return c.text('not a message', 400)
    }
    log.error({ account: account.name, err: error }, 'request failed')
    return c.text(SILENCE)
  }

  /** The account and what went wrong are seen to here: for a middleware or an error handler Hono would put several turns between. */
  const handled = (handle: (call: Call) => Response | Promise<Response>) => async (c: Context) => {
    const account = findAccount(c.req.param('account') ?? DEFAULT_ACCOUNT)
    if (!account) return c.text('not found', 404)
    const call = { c, account, query: callbackQuery(c.req.url) }
    const stranger = strangerIn?.(c)
    if (stranger !== undefined) return turnAway(call, stranger)
    try {
      return await handle(call)
    } catch (error) {
      return failed(call, error)
    }
  }
  return new Hono().get('/:account?', handled(shakeHands)).post('/:account?', handled(receive))
}

const XML = { headers: { 'Content-Type': 'application/xml; charset=utf-8' } }

/** Security mode on WeChat's side alone. */
const isUnopened = ({ keys }: Account, { encrypt_type }: CallbackQuery): boolean =>
  encrypt_type === 'aes' && keys.length === 0

/** The platform can send JSON too; an account that is set to it is told so in the log (protocol 2.5). */
function isJson(body: string): boolean {
  if (!body.startsWith('{')) return false
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null && 'ToUserName' in value
  } catch {
    return false
  }
}
