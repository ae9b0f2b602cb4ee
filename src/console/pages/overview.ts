/** What goes on now, and what happened in the last hour, day and month. */
import { Hono } from 'hono'
import { html } from 'hono/html'
import { streamSSE } from 'hono/streaming'
import { z } from 'zod'
import { accountsWithFigures, hasFigures, series, totals, type Span } from '../../figures/overview.ts'
import { away, unlessAway } from '../away.ts'
import { chartData } from '../overview/charts.ts'
import type { Env } from '../env.ts'
import type { Say } from '../language.ts'
import { page, type Html } from '../layout.ts'
import { createLive, type LiveDeps } from '../overview/live.ts'
import { chartFigures, emptyHint, spanLinks, totalNumbers } from '../overview/figures.ts'
import { momentNumbers } from '../overview/moment.ts'
import { pointsTable } from '../overview/points.ts'

export type OverviewDeps = LiveDeps

const SCRIPTS = ['sse.js', 'uplot.js', 'overview.js']
/** A browser that is still there comes again by itself, so that none that is gone is written to for ever. */
const STREAM_LIMIT_MS = 10 * 60_000

const wanted = z.object({
  span: z.enum(['hour', 'day', 'month'] satisfies Span[]).catch('hour'),
  account: z.string().min(1).max(64).optional().catch(undefined),
})
export type Wanted = z.infer<typeof wanted>

export function overviewPages(deps: OverviewDeps): Hono<Env> {
  const { write } = deps
  const app = new Hono<Env>()
  const live = createLive(deps)

  async function pastOf(say: Say, query: Wanted): Promise<Html> {
    if (!(await hasFigures(write))) return emptyHint(say)
    const wish = { ...query, now: deps.now() }
    return html`${spanLinks(say, query, await accountsWithFigures(write))}
    ${totalNumbers(say, await totals(write, wish))} ${chartFigures(say, query)}
    ${pointsTable(say, query.span, await series(write, wish, true))}`
  }

  app.get('/', async (c) => {
    const say = c.get('say')
    const query = wanted.parse(c.req.query())
    const [moment, past] = await Promise.all([live.moment(), unlessAway(pastOf(say, query))])
    const body = html`<link rel="stylesheet" href="/assets/uplot.css" />
      <section aria-labelledby="now" hx-ext="sse" sse-connect="/live">
        <h2 id="now">${say('现在', 'Now')}</h2>
        <dl class="numbers" sse-swap="moment">${momentNumbers(say, moment)}</dl>
      </section>
      ${past ?? away(say)}`
    return page(c, { title: say('概况', 'Overview'), body, scripts: SCRIPTS })
  })

  app.get('/figures.json', async (c) => {
    const points = await series(write, { ...wanted.parse(c.req.query()), now: deps.now() })
    return c.json(chartData(c.get('say'), points))
  })

  app.get('/live', (c) => {
    const say = c.get('say')
    return streamSSE(c, async (stream) => {
      const stop = live.follow((moment) => {
        void stream.writeSSE({ event: 'moment', data: String(momentNumbers(say, moment)) })
      })
      const ended = new Promise<void>((resolve) => {
        stream.onAbort(resolve)
        setTimeout(resolve, STREAM_LIMIT_MS).unref()
      })
      await stream.writeSSE({ event: 'moment', data: String(momentNumbers(say, await live.moment())) })
      await ended
      stop()
    })
  })
  return app
}
