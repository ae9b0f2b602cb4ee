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
import { attemptOf } from './attempt.ts'
import { readBody } from './body.ts'
import { callbackQuery } from './callback-query.ts'
import type { Contacts, Kind } from './contacts.ts'

export type CallbackDeps = {
  readonly findAccount: (name: string) => Account | undefined
  /** All of them, to find out whose token a signature was made with. */
  readonly allAccounts: () => readonly Account[]
  readonly contacts: Contacts
  readonly deliver: Deliver
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly log: Log
}

type Env = { Variables: { account: Account; query: CallbackQuery } }

export function callback(deps: CallbackDeps): Hono<Env> {
  const { findAccount, allAccounts, contacts, deliver, now, log } = deps
  const app = new Hono<Env>()

  /** The sender learns nothing of the reason; the operator reads it in the log and in the console. */
  function refuse(c: Context<Env>, kind: Kind, why: () => Refusal): Response {
    const { account } = c.var
    const [reason] = wordsOf(contacts.refused(account, kind, c, why))
    log.warn({ account: account.name, method: c.req.method, reason }, 'refused')
    return c.text('forbidden', 403)
  }

  app.use('/:account?', async (c, next) => {
    const account = findAccount(c.req.param('account') ?? DEFAULT_ACCOUNT)
    if (!account) return c.text('not found', 404)
    c.set('account', account)
    c.set('query', callbackQuery(c.req.url))
    return next()
  })

  app.get('/:account?', (c) => {
    const { account, query } = c.var
    const [echostr, ...others] = c.req.queries('echostr') ?? []
    if (!isGenuine(account, query))
      return refuse(c, 'handshake', () => whyNotGenuine(query, account, allAccounts()))
    if (others.length > 0) return refuse(c, 'handshake', () => ({ kind: 'repeated' }))
    if (echostr === undefined) return refuse(c, 'handshake', () => ({ kind: 'absent', parameter: 'echostr' }))
    contacts.passed(account, 'handshake', c)
    return c.text(echostr)
  })

  app.post('/:account?', async (c) => {
    const { account, query } = c.var
    if (!mayRead(account, query)) return refuse(c, 'message', () => whyUnread(query, account, allAccounts()))
    const body = await readBody(c.req.raw)
    if (body === undefined) return c.text('too large', 413)
    if (isJson(body)) {
      if (!isGenuine(account, query))
        return refuse(c, 'message', () => whyNotGenuine(query, account, allAccounts()))
      contacts.refused(account, 'message', c, () => ({ kind: 'json' }))
      log.error({ account: account.name }, '公众平台里的数据格式是 JSON，请改成 XML')
      return c.text(SILENCE)
    }
    const opened = openMessage(account, query, body)
    if (opened.kind === 'refused') return refuse(c, 'message', () => ({ ...opened, kind: 'envelope' }))
    const message = messageFrom(opened.fields)
    contacts.passed(account, 'message', c)
    const received = { xml: opened.xml, attempt: attemptOf(c) }
    const { reply } = await deliver(message, account.name, received)
    if (!reply) return c.text(SILENCE)
    const seconds = Math.floor(now() / 1000)
    const xml = opened.seal(renderReply(reply, message, seconds), seconds)
    return c.body(xml, 200, { 'Content-Type': 'application/xml; charset=utf-8' })
  })
  app.onError((error, c) => {
    const account = c.var.account.name
    if (error instanceof AppError && error.code === 'MESSAGE_MALFORMED') {
      const why = (): Refusal =>
        isUnopened(c.var) ? { kind: 'no-key' } : { kind: 'malformed', reason: error.message }
      const [reason] = wordsOf(contacts.refused(c.var.account, 'message', c, why))
      log.warn({ account, reason }, 'malformed message')
      return c.text('not a message', 400)
    }
    log.error({ account, err: error }, 'request failed')
    return c.text(SILENCE)
  })
  return app
}

/** Security mode on WeChat's side alone. */
const isUnopened = ({ account, query }: Env['Variables']): boolean =>
  query.encrypt_type === 'aes' && account.keys.length === 0

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
