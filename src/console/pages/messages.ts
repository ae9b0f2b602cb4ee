/** What fans have said, newest first: searched, paged by key, exported. */
import { Hono } from 'hono'
import { html } from 'hono/html'
import type { Accounts } from '../../accounts.ts'
import type { WriteDb } from '../../db/connect.ts'
import { searchMessages, type Found, type Place, type Wanted } from '../../db/search-messages.ts'
import type { Log } from '../../log.ts'
import { OUTCOMES } from '../../rule/outcome.ts'
import { csvOf } from '../csv.ts'
import type { Env, PageContext } from '../env.ts'
import type { Say } from '../language.ts'
import { page, type Html } from '../layout.ts'
import { outcomeText } from '../outcomes.ts'
import { messageTable } from '../messages/table.ts'
import { queryOf, querySchema, wantedOf, type Query } from '../messages/query.ts'

export type MessagesDeps = {
  readonly write: WriteDb
  readonly accounts: Pick<Accounts, 'names'>
  readonly log: Log
}

const PAGE = { limit: 50, budgetMs: 2_000 }
const EXPORT = { limit: 1_000, budgetMs: 2_000 }

export function messagesPages({ write, accounts, log }: MessagesDeps): Hono<Env> {
  const app = new Hono<Env>()

  app.get('/', async (c) => {
    const say = c.get('say')
    const query = querySchema.parse(c.req.query())
    const { rows, next } = await searchMessages(write, wantedOf(query), PAGE)
    const body = html`${searchForm(say, query, accounts.names())} ${messageTable(say, rows)}
    ${links(c, query, rows, next)}`
    return page(c, { title: say('消息', 'Messages'), body })
  })

  app.get('/messages.csv', (c) => {
    const query = querySchema.parse(c.req.query())
    log.info({ action: 'messages exported', session: c.get('session') }, 'console')
    c.header('Content-Disposition', 'attachment; filename="messages.csv"')
    const stream = csvOf(COLUMNS, () => allRows(write, wantedOf(query)))
    return c.body(stream, 200, { 'Content-Type': 'text/csv; charset=utf-8' })
  })
  return app
}

const COLUMNS = ['at', 'account', 'fan', 'kind', 'text', 'heard', 'rule', 'outcome', 'ms', 'attempt'] as const

async function* allRows(write: WriteDb, wanted: Wanted): AsyncGenerator<Found> {
  for (let before = wanted.before; ;) {
    const { rows, next } = await searchMessages(write, { ...wanted, before }, EXPORT)
    yield* rows
    if (!next) return
    before = next
  }
}

function searchForm(say: Say, query: Query, accounts: readonly string[]): Html {
  const field = (name: 'text' | 'rule' | 'fan', label: string) =>
    html`<label>${label} <input name="${name}" value="${query[name]}" /></label>`
  const day = (name: 'from' | 'until', label: string) =>
    html`<label>${label} <input type="date" name="${name}" value="${query[name]}" /></label>`
  return html`<search>
    <form method="get" action="/messages" class="search">
      ${field('text', say('文字', 'Text'))} ${field('rule', say('规则', 'Rule'))} ${outcomeField(say, query)}
      ${field('fan', say('粉丝', 'Fan'))} ${accounts.length > 1 ? accountField(say, query, accounts) : ''}
      ${day('from', say('从', 'From'))} ${day('until', say('到', 'Until'))}
      <input type="hidden" name="zone" value="${query.zone}" />
      <button>${say('搜索', 'Search')}</button>
    </form>
  </search>`
}

const outcomeField = (say: Say, { outcome }: Query): Html =>
  html`<label
    >${say('结果', 'Outcome')}
    <select name="outcome">
      <option value="">${say('全部', 'all')}</option>
      ${OUTCOMES.map(
        (kind) =>
          html`<option value="${kind}" ${kind === outcome ? 'selected' : ''}>
            ${outcomeText(say, kind)}
          </option>`,
      )}
    </select></label
  >`

const accountField = (say: Say, { account }: Query, accounts: readonly string[]): Html =>
  html`<label
    >${say('公众号', 'Account')}
    <select name="account">
      <option value="">${say('全部', 'all')}</option>
      ${accounts.map((name) => html`<option ${name === account ? 'selected' : ''}>${name}</option>`)}
    </select></label
  >`

function links(c: PageContext, query: Query, rows: readonly Found[], next: Place | undefined): Html {
  const say = c.get('say')
  const onward = rows.length < PAGE.limit ? say('接着往前找', 'Look further back') : say('更早的', 'Older')
  return html`<p>
    ${next ? html`<a href="/messages?${queryOf(query, next)}">${onward}</a> · ` : ''}
    <a href="/messages/messages.csv?${queryOf(query)}" download>${say('导出 CSV', 'Export as CSV')}</a>
  </p>`
}
