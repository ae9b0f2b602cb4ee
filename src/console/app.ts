/** The private listener: pages for maintainers and operators, never reachable from the public port. */
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { csrf } from 'hono/csrf'
import { html } from 'hono/html'
import { HTTPException } from 'hono/http-exception'
import { secureHeaders } from 'hono/secure-headers'
import { outdated } from '../data/outdated.ts'
import { isDatabaseAway } from '../db/health.ts'
import { messageOf, wrappedIn } from '../errors.ts'
import { assets } from './assets.ts'
import { awayText } from './away.ts'
import type { Env } from './env.ts'
import { speak, type Say } from './language.ts'
import { page } from './layout.ts'
import { login, requireLogin } from './pages/login.ts'
import { accountsPages, type AccountsDeps } from './pages/accounts.ts'
import { chatPages, type ChatDeps } from './pages/chat.ts'
import { dataPages, type DataDeps } from './pages/data.ts'
import { metricsPage, type MetricsPageDeps } from './pages/metrics.ts'
import { messagesPages, type MessagesDeps } from './pages/messages.ts'
import { overviewPages, type OverviewDeps } from './pages/overview.ts'
import { rulesPages, type RulesDeps } from './pages/rules.ts'
import { unansweredPages, type UnansweredDeps } from './pages/unanswered.ts'

export type ConsoleDeps = RulesDeps &
  AccountsDeps &
  ChatDeps &
  DataDeps &
  MessagesDeps &
  MetricsPageDeps &
  OverviewDeps &
  UnansweredDeps

const CONTENT_SECURITY_POLICY = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  connectSrc: ["'self'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
  baseUri: ["'none'"],
}
/** Of a form without a file; read whole into memory, so that whoever is not logged in yet must not send more. */
const FORM_LIMIT_BYTES = 64 * 1024
/** What takes files has a limit of its own, and comes after the login. */
const isUpload = (path: string): boolean => /^\/data\/[^/]+\/imports$/.test(path)

export function createConsole(deps: ConsoleDeps): Hono<Env> {
  const app = new Hono<Env>()
  app.use(
    secureHeaders({
      contentSecurityPolicy: CONTENT_SECURITY_POLICY,
      referrerPolicy: 'same-origin',
      xFrameOptions: 'DENY',
      strictTransportSecurity: false, // for whoever puts TLS before it to say
    }),
  )
  app.use(csrf())
  const limited = bodyLimit({ maxSize: FORM_LIMIT_BYTES })
  app.use((c, next) => (isUpload(c.req.path) ? next() : limited(c, next)))
  app.use(async (c, next) => {
    c.header('Cache-Control', 'no-store')
    await next()
  })
  app.use(speak)
  app.route('/assets', assets())
  app.route('/', login(deps.door))
  app.route('/', metricsPage(deps))
  app.use(requireLogin(deps.door))
  app.route('/', overviewPages(deps))
  app.route('/chat', chatPages(deps))
  app.route('/rules', rulesPages(deps))
  app.route('/data', dataPages(deps))
  app.route('/unanswered', unansweredPages(deps))
  app.route('/messages', messagesPages(deps))
  app.route('/accounts', accountsPages(deps))
  app.notFound((c) => {
    const say = c.get('say')
    const body = html`<p>
      ${say('这里什么也没有：地址不对，或者它已经被删掉了。', 'There is nothing here: the address is wrong, or it is gone.')}
    </p>`
    c.status(404)
    return page(c, { title: say('没有这一页', 'No such page'), body })
  })
  app.onError((error, c) => {
    if (error instanceof HTTPException) return error.getResponse()
    // Not the error of Drizzle around it, which quotes what was asked for.
    const err = wrappedIn(error)
    deps.log.error({ err, path: c.req.path }, 'console failed')
    const say = c.get('say')
    c.status(isDatabaseAway(error) ? 503 : 500)
    return page(c, {
      title: say('出错了', 'An error'),
      body: html`<p role="alert">${troubleText(say, error)}</p>`,
    })
  })
  return app
}

function troubleText(say: Say, error: unknown): string {
  if (isDatabaseAway(error)) return awayText(say)
  const why = messageOf(wrappedIn(error))
  const schema = outdated(error)
  if (!schema) return say('出了点问题，详情在日志里：', 'Something went wrong; the log has more: ') + why
  const english = `The tables in MySQL are not yet those of drizzle/schema.ts (${why}): npm run migration, then start again.`
  return say(`${schema.message}：${schema.hint}`, english)
}
