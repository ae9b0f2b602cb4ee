/** What fans have said, newest first: searched, paged by key, exported. */
import { Hono } from 'hono'
import { html } from 'hono/html'
import { z } from 'zod'
import { findMessages, type Found, type Wanted } from '../../db/found-messages.ts'
import type { WriteDb } from '../../db/connect.ts'
import type { Env, PageContext } from '../env.ts'
import { csvOf } from '../csv.ts'
import type { Say } from '../language.ts'
import { page, type Html } from '../layout.ts'

const PAGE = 50
const EXPORT_AT_ONCE = 1_000

const wanted = z.object({
  text: z.string().trim().max(100).default('').catch(''),
  rule: z.string().max(190).default('').catch(''),
  outcome: z.string().max(16).default('').catch(''),
  fan: z.string().max(64).default('').catch(''),
  /** Days of the reader's own, as `2026-11-24`. */
  from: z.iso.date().or(z.literal('')).default('').catch(''),
  until: z.iso.date().or(z.literal('')).default('').catch(''),
  /** Only what is older than this row. */
  before: z.coerce.number().int().positive().optional().catch(undefined),
})

export function messagesPages({ write }: { readonly write: WriteDb }): Hono<Env> {
  const app = new Hono<Env>()

  app.get('/', async (c) => {
    const say = c.get('say')
    const query = wanted.parse(c.req.query())
    const rows = await findMessages(write, query, PAGE)
    const body = html`${searchForm(say, query)} ${table(say, rows)} ${links(c, query, rows)}`
    return page(c, { title: say('消息', 'Messages'), body })
  })

  app.get('/messages.csv', (c) => {
    const query = wanted.parse(c.req.query())
    c.header('Content-Disposition', 'attachment; filename="messages.csv"')
    return c.body(
      csvOf(COLUMNS, () => allRows(write, query)),
      200,
      { 'Content-Type': 'text/csv; charset=utf-8' },
    )
  })
  return app
}

const COLUMNS = ['at', 'account', 'fan', 'kind', 'text', 'heard', 'rule', 'outcome', 'ms', 'attempt'] as const

async function* allRows(write: WriteDb, query: Wanted): AsyncGenerator<Found> {
  for (let before = query.before; ;) {
    const rows = await findMessages(write, { ...query, before }, EXPORT_AT_ONCE)
    yield* rows
    if (rows.length < EXPORT_AT_ONCE) return
    before = rows.at(-1)?.id
  }
}

function searchForm(say: Say, query: Wanted): Html {
  const field = (name: 'text' | 'rule' | 'outcome' | 'fan', label: string) =>
    html`<label>${label} <input name="${name}" value="${query[name]}" /></label>`
  const day = (name: 'from' | 'until', label: string) =>
    html`<label>${label} <input type="date" name="${name}" value="${query[name]}" /></label>`
  return html`<form method="get" action="/messages" class="search" role="search">
    ${field('text', say('文字', 'Text'))} ${field('rule', say('规则', 'Rule'))}
    ${field('outcome', say('结果', 'Outcome'))} ${field('fan', say('粉丝', 'Fan'))}
    ${day('from', say('从', 'From'))} ${day('until', say('到', 'Until'))}
    <button>${say('搜索', 'Search')}</button>
  </form>`
}

function table(say: Say, rows: readonly Found[]): Html {
  if (rows.length === 0) return html`<p>${say('没有找到。', 'Nothing found.')}</p>`
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          <th>${say('时间', 'Time')}</th>
          <th>${say('账号', 'Account')}</th>
          <th>${say('粉丝', 'Fan')}</th>
          <th>${say('说了什么', 'What was said')}</th>
          <th>${say('规则', 'Rule')}</th>
          <th>${say('结果', 'Outcome')}</th>
          <th class="number">ms</th>
          <th class="number">${say('第几次', 'Attempt')}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(row)}
      </tbody>
    </table>
  </div>`
}

const row = (found: Found): Html =>
  html`<tr>
    <td>
      <time datetime="${found.at.toISOString()}"
        >${found.at.toISOString().slice(0, 19).replace('T', ' ')}</time
      >
    </td>
    <td>${found.account}</td>
    <td>
      ${found.fan ? html`<a href="/messages?fan=${found.fan}"><code>${found.fan.slice(0, 8)}</code></a>` : '—'}
    </td>
    <td>${found.kind === 'text' ? found.text : html`<em>${found.kind}</em> ${found.text}`}</td>
    <td>${found.rule ? html`<a href="/rules/${found.rule}">${found.rule}</a>` : '—'}</td>
    <td>${found.outcome}</td>
    <td class="number">${found.ms}</td>
    <td class="number">${found.attempt}</td>
  </tr>`

function links(c: PageContext, query: Wanted, rows: readonly Found[]): Html {
  const say = c.get('say')
  const last = rows.at(-1)
  const address = (path: string, more: Partial<Record<keyof Wanted, string>>) => {
    const parameters = new URLSearchParams()
    for (const [name, value] of Object.entries({ ...query, ...more }))
      if (value !== '' && value !== undefined) parameters.set(name, String(value))
    return `${path}?${parameters.toString()}`
  }
  return html`<p>
    ${
      last && rows.length === PAGE
        ? html`<a href="${address('/messages', { before: String(last.id) })}">${say('更早的', 'Older')}</a>
            · `
        : ''
    }
    <a href="${address('/messages/messages.csv', {})}" download>${say('导出 CSV', 'Export as CSV')}</a>
  </p>`
}
