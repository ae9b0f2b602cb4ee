/** One form, a session in a signed cookie, a line in the log for who comes and goes. */
import { randomBytes } from 'node:crypto'
import { Hono, type Context, type MiddlewareHandler } from 'hono'
import { deleteCookie, getSignedCookie, setSignedCookie } from 'hono/cookie'
import { html } from 'hono/html'
import type { Env, PageContext } from '../env.ts'
import type { Say } from '../language.ts'
import { document, languageLink } from '../layout.ts'
import type { Door } from '../login/door.ts'

const COOKIE = 'yingda_session'
const SESSION_MS = 12 * 3600 * 1000
/** A key is longer than anybody can guess; so wrong ones, which any page can send by a picture, shut out nobody. */
const ANY = { right: () => {} }

/** Lets in who is logged in; others are led to the form. */
export function requireLogin(door: Door): MiddlewareHandler<Env> {
  return async (c, next) => {
    const session = await sessionOf(c, door)
    if (!session) {
      if (c.req.header('HX-Request')) return c.body(null, 401, { 'HX-Redirect': '/login' })
      return c.redirect('/login')
    }
    c.set('session', session.id)
    return next()
  }
}

/** As the cookie says, which we have signed; undefined for who is not logged in any more. */
export async function sessionOf(c: Context, { secret, logouts, now }: Door) {
  const [id, until] = ((await getSignedCookie(c, secret, COOKIE)) || '').split('.')
  const end = Number(until)
  return id && end >= now() && !(await logouts.has(id)) ? { id, end } : undefined
}

export function login(door: Door): Hono<Env> {
  const { gate, throttle, secret, logouts, now, log } = door
  const app = new Hono<Env>()
  const isKey = gate.key() !== undefined

  async function enter(c: PageContext, given: string): Promise<Response> {
    const say = c.get('say')
    const attempt = isKey ? ANY : throttle.begin()
    if (!attempt)
      return c.html(form(c, isKey, say('试得太多了，请等一分钟', 'Too many attempts; wait a minute')), 429)
    if (!(await gate.opens(given))) {
      log.warn({ action: 'login refused' }, 'console')
      return c.html(form(c, isKey, wrong(say, isKey)), 403)
    }
    attempt.right()
    const id = randomBytes(12).toString('hex')
    const options = { path: '/', httpOnly: true, sameSite: 'Strict', maxAge: SESSION_MS / 1000 } as const
    await setSignedCookie(c, COOKIE, `${id}.${now() + SESSION_MS}`, secret, options)
    log.info({ action: 'login', session: id }, 'console')
    return c.redirect('/', 303)
  }

  app.get('/login', (c) => {
    // Where there is a password, it is in no address, and no picture on another site's page can use up the attempts.
    const key = isKey ? c.req.query('key') : undefined
    return key === undefined ? c.html(form(c, isKey)) : enter(c, key)
  })
  app.post('/login', async (c) => {
    const given = (await c.req.parseBody())['password']
    return enter(c, typeof given === 'string' ? given : '')
  })
  app.post('/logout', async (c) => {
    const session = await sessionOf(c, door)
    if (session) await logouts.add(session.id, session.end)
    deleteCookie(c, COOKIE, { path: '/' })
    log.info({ action: 'logout', session: session?.id }, 'console')
    return c.redirect('/login', 303)
  })
  return app
}

const wrong = (say: Say, isKey: boolean): string =>
  isKey
    ? say(
        '钥匙不对，或者已经用过了；现在的链接在日志里。',
        'That is not the key, or it has been used; the next link is in the log.',
      )
    : say('密码不对。', 'That is not the password.')

function form(c: PageContext, isKey: boolean, problem?: string) {
  const say = c.get('say')
  const title = say('登录', 'Log in')
  const label = isKey
    ? say(
        '启动时显示的钥匙（只能用一次，用过后日志里有新的）',
        'The key that the start has printed (it opens once; then the log has another)',
      )
    : say('密码（CONSOLE_PASSWORD）', 'The password (CONSOLE_PASSWORD)')
  return document(
    c,
    title,
    html`<main>
      <h1>应答 · ${title}</h1>
      ${problem ? html`<p role="alert" class="bad">${problem}</p>` : ''}
      <form method="post" action="/login">
        <label
          >${label} <input type="password" name="password" autocomplete="current-password" required autofocus
        /></label>
        <button>${title}</button>
      </form>
      <p>${languageLink(c)}</p>
    </main>`,
  )
}
