/** The public listener: WeChat's callback and the health check, nothing else. */
import { Hono } from 'hono'
import { callback, type CallbackDeps } from './callback.ts'
import { health, type HealthDeps } from './health.ts'

export type AppDeps = CallbackDeps & HealthDeps

export function createApp(deps: AppDeps): Hono {
  const app = new Hono()
  app.route('/wechat', callback(deps))
  app.get('/healthz', health(deps))
  app.notFound((c) => c.text('not found', 404))
  return app
}
