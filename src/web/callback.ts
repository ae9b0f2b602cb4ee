/** The address that WeChat calls: signature first, then everything else (protocol 1 and 2). */
import { Hono, type Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { Answer } from '../answer.ts'
import { parseMessage } from '../wechat/message.ts'
import { renderReply, SILENCE } from '../wechat/reply.ts'
import { isSigned } from '../wechat/signature.ts'
import { readBody } from './body.ts'

export type Account = { readonly name: string; readonly token: string }

export type CallbackDeps = {
  readonly findAccount: (name: string) => Account | undefined
  readonly answer: Answer
  /** Milliseconds since 1970. */
  readonly now: () => number
}

type Env = { Variables: { account: Account } }

const DEFAULT_ACCOUNT = 'main'

export function callback({ findAccount, answer, now }: CallbackDeps): Hono<Env> {
  const app = new Hono<Env>()

  app.use('/:account?', signed(findAccount))
  app.get('/:account?', (c) =>
    c.text(onlyQuery(c, 'echostr') ?? 'forbidden', onlyQuery(c, 'echostr') ? 200 : 403),
  )
  app.post('/:account?', async (c) => {
    const body = await readBody(c.req.raw)
    if (body === undefined) return c.text('too large', 413)
    const message = parseMessage(body)
    if (message.MsgType !== 'text') return c.text(SILENCE)
    const { reply } = await answer(message, c.get('account').name)
    if (!reply) return c.text(SILENCE)
    const xml = renderReply(reply, message, Math.floor(now() / 1000))
    return c.body(xml, 200, { 'Content-Type': 'application/xml; charset=utf-8' })
  })
  return app
}

/** 403 unless each of the three parameters is there once and they agree with the account's token. */
function signed(findAccount: CallbackDeps['findAccount']) {
  return createMiddleware<Env>(async (c, next) => {
    const account = findAccount(c.req.param('account') ?? DEFAULT_ACCOUNT)
    if (!account) return c.text('not found', 404)
    const [signature, timestamp, nonce] = ['signature', 'timestamp', 'nonce'].map((name) =>
      onlyQuery(c, name),
    )
    if (!signature || !timestamp || !nonce || !isSigned(signature, account.token, timestamp, nonce)) {
      return c.text('forbidden', 403)
    }
    c.set('account', account)
    return next()
  })
}

/** The value of a parameter that is given exactly once. */
function onlyQuery(c: Context, name: string): string | undefined {
  const [value, ...others] = c.req.queries(name) ?? []
  return others.length === 0 ? value : undefined
}
