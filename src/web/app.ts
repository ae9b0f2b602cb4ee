/** The public listener: WeChat's callback and the health check, nothing else. */
import { Hono } from 'hono'
import { AppError } from '../errors.ts'
import type { Log } from '../log.ts'
import { callback, type CallbackDeps } from './callback.ts'
import { health, type HealthDeps } from './health.ts'

export type AppDeps = CallbackDeps & HealthDeps & { readonly log: Log }

export function createApp(deps: AppDeps): Hono {
  const app = new Hono()
  app.route('/wechat', callback(deps))
  app.get('/healthz', health(deps))
  app.notFound((c) => c.text('not found', 404))
  app.onError((error, c) => {
    if (error instanceof AppError && error.code === 'MESSAGE_MALFORMED') {
      deps.log.warn({ reason: error.message }, 'malformed message')
      return c.text('not a message', 400)
    }
    deps.log.error({ err: error }, 'request failed')
    return c.text('success')
  })
  return app
}
