/** `/metrics`, for a scraper that knows the password, and for whoever is logged in. */
import { Hono } from 'hono'
import { auth } from 'hono/utils/basic-auth'
import type { Metrics } from '../../metrics/metrics.ts'
import type { Env } from '../env.ts'
import type { Door } from '../login/door.ts'
import { sessionOf } from './login.ts'

export type MetricsPageDeps = { readonly door: Door; readonly metrics: Metrics }

export function metricsPage({ door, metrics }: MetricsPageDeps): Hono<Env> {
  const { gate, throttle, log } = door
  const app = new Hono<Env>()

  /** Undefined: come in. A wrong secret is one of the guesses that the form's throttle counts. */
  async function refusal(given: string): Promise<401 | 429 | undefined> {
    if (gate.key() !== undefined) return 401 // a key opens once, and is not a scraper's to use up
    const attempt = throttle.begin()
    if (!attempt) return 429
    if (await gate.opens(given)) return void attempt.right()
    log.warn({ action: 'metrics refused' }, 'console')
    return 401
  }

  app.get('/metrics', async (c) => {
    // Nothing is challenged: a browser that has seen a challenge sends what any page writes into a picture's address.
    const given = auth(c.req.raw)
    const isIn = given === undefined && (await sessionOf(c, door)) !== undefined
    const status = isIn ? undefined : given === undefined ? 401 : await refusal(given.password)
    if (status === 429) return c.text('too many wrong passwords; wait a minute\n', 429)
    if (status === 401)
      return c.text('HTTP Basic with any name and CONSOLE_PASSWORD, which has to be set\n', 401)
    const { text, contentType } = await metrics.read()
    return c.body(text, 200, { 'Content-Type': contentType })
  })
  return app
}
