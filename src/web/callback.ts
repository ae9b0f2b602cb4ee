/** The address that WeChat calls: signature first, then everything else (protocol 1 and 2). */
import { Hono, type Context } from 'hono'
import type { Deliver } from '../answer/deliver.ts'
import { AppError } from '../errors.ts'
import type { Log } from '../log.ts'
import { messageFrom } from '../wechat/message.ts'
import { isGenuine, mayRead, openMessage, type Account, type CallbackQuery } from '../wechat/open.ts'
import { renderReply, SILENCE } from '../wechat/reply.ts'
import { attemptOf } from './attempt.ts'
import { readBody } from './body.ts'

export type CallbackDeps = {
  readonly findAccount: (name: string) => Account | undefined
  readonly deliver: Deliver
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly log: Log
}

type Env = { Variables: { account: Account; query: CallbackQuery } }

const DEFAULT_ACCOUNT = 'main'
const PARAMETERS = ['signature', 'timestamp', 'nonce', 'msg_signature', 'encrypt_type'] as const

export function callback({ findAccount, deliver, now, log }: CallbackDeps): Hono<Env> {
  const app = new Hono<Env>()

  app.use('/:account?', async (c, next) => {
    const account = findAccount(c.req.param('account') ?? DEFAULT_ACCOUNT)
    if (!account) return c.text('not found', 404)
    c.set('account', account)
    c.set('query', callbackQuery(c))
    return next()
  })

  app.get('/:account?', (c) => {
    const [echostr, ...others] = c.req.queries('echostr') ?? []
    const isHandshake =
      echostr !== undefined && others.length === 0 && isGenuine(c.get('account'), c.get('query'))
    return isHandshake ? c.text(echostr) : refuse(c, log, 'signature')
  })

  app.post('/:account?', async (c) => {
    const { account, query } = c.var
    if (!mayRead(account, query)) return refuse(c, log, 'signature')
    const body = await readBody(c.req.raw)
    if (body === undefined) return c.text('too large', 413)
    if (isJson(body)) {
      if (!isGenuine(account, query)) return refuse(c, log, 'signature')
      log.error({ account: account.name }, '公众平台里的数据格式是 JSON，请改成 XML')
      return c.text(SILENCE)
    }
    const opened = openMessage(account, query, body)
    if (opened.kind === 'refused') return refuse(c, log, opened.reason)
    const message = messageFrom(opened.fields)
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
      log.warn({ account, reason: error.message }, 'malformed message')
      return c.text('not a message', 400)
    }
    log.error({ account, err: error }, 'request failed')
    return c.text(SILENCE)
  })
  return app
}

/** The sender learns nothing of the reason; the operator reads it in the log. */
function refuse(c: Context<Env>, log: Log, reason: string): Response {
  log.warn({ account: c.get('account').name, method: c.req.method, reason }, 'refused')
  return c.text('forbidden', 403)
}

function callbackQuery(c: Context): CallbackQuery {
  const all = PARAMETERS.map((name) => [name, c.req.queries(name) ?? []] as const)
  const values = Object.fromEntries(all.map(([name, [value]]) => [name, value])) as Omit<
    CallbackQuery,
    'repeated'
  >
  return { ...values, repeated: all.some(([, given]) => given.length > 1) }
}

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
