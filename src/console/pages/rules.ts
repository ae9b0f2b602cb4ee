/** The ordered pipeline, what was wrong with the last reading of the folder, and each rule by itself. */
import { readFile } from 'node:fs/promises'
import { Hono } from 'hono'
import { html } from 'hono/html'
import type { CheckRule } from '../../check/check-rule.ts'
import type { WriteDb } from '../../db/connect.ts'
import { searchMessages } from '../../db/search-messages.ts'
import { AppError } from '../../errors.ts'
import { ruleFigures } from '../../figures/rule-figures.ts'
import type { Log } from '../../log.ts'
import type { Named } from '../../rule/order.ts'
import type { LiveRulebook } from '../../rulebook/live.ts'
import { ownersOf } from '../../rulebook/load.ts'
import { pipelineOf } from '../../rulebook/pipeline.ts'
import { pathOf } from '../../rulebook/problem.ts'
import { away, unlessAway } from '../away.ts'
import type { Env } from '../env.ts'
import type { Say } from '../language.ts'
import { page, type Html } from '../layout.ts'
import { messageTable } from '../messages/table.ts'
import { examplesOf, type Checked } from '../rules/examples.ts'
import { problemsOf } from '../rules/problems.ts'
import { pipelineTable } from '../rules/table.ts'
import { timeOf } from '../time.ts'

export type RulesDeps = {
  readonly rules: LiveRulebook
  readonly checkRule: CheckRule
  readonly write: WriteDb
  readonly now: () => number
  readonly log: Log
}

const DAYS = 7
const RECENT = { limit: 20, budgetMs: 300 }
const ANY = { text: '', rule: '', outcome: '', fan: '', account: '' }

export function rulesPages({ rules, checkRule, write, now, log }: RulesDeps): Hono<Env> {
  const app = new Hono<Env>()
  const find = (id: unknown): Named | undefined => rules.current().rules.find((named) => named.id === id)

  app.get('/', async (c) => {
    const say = c.get('say')
    const { rules: all, of } = rules.current()
    const figuresOf = (account?: string) =>
      unlessAway(ruleFigures(write, { days: DAYS, account, now: now() }))
    const shared = pipelineTable(say, pipelineOf(of('')), await figuresOf())
    const own = ownersOf(all).map(
      async (owner) =>
        html`<h2>${say('账号', 'Account')} ${owner}</h2>
          ${pipelineTable(say, pipelineOf(of(owner)), await figuresOf(owner))}`,
    )
    const body = html`${problemsOf(say, rules.problems())} ${reloadForm(say, c.req.query('read'))} ${shared}
    ${await Promise.all(own)}`
    return page(c, { title: say('规则', 'Rules'), body })
  })

  app.post('/reload', async (c) => {
    await rules.reload()
    const problems = rules.problems().length
    log.info({ action: 'rules reloaded', session: c.get('session'), problems }, 'console')
    return c.redirect(`/rules?read=${now()}`, 303)
  })

  app.post('/examples', async (c) => {
    const say = c.get('say')
    const named = find((await c.req.parseBody())['id'])
    if (!named)
      return c.html(html`<p class="bad">${say('没有这条规则了。', 'There is no such rule any more.')}</p>`)
    log.info({ action: 'examples asked', session: c.get('session'), rule: named.id }, 'console')
    return c.html(examplesOf(say, named, await found(named, checkRule)))
  })

  app.get('/:id{.+}', async (c) => {
    const say = c.get('say')
    const named = find(c.req.param('id'))
    if (!named) return c.notFound()
    const source = await readFile(named.file, 'utf8').catch(() => '')
    const recent = await unlessAway(searchMessages(write, { ...ANY, rule: named.id }, RECENT))
    const body = html`<p>${named.rule.title} · ${named.rule.kind} · <code>${pathOf(named.file)}</code></p>
      <h2>${say('示例', 'Examples')}</h2>
      ${examplesOf(say, named, undefined)}
      <h2>${say('源文件', 'Source')}</h2>
      <pre><code>${source}</code></pre>
      <h2>${say('最近的消息', 'Recent messages')}</h2>
      ${recent ? messageTable(say, recent.rows) : away(say)}
      ${recent?.rows.length === RECENT.limit ? html`<p><a href="/messages?rule=${encodeURIComponent(named.id)}">${say('更多', 'More')}</a></p>` : ''}`
    return page(c, { title: named.id, body })
  })
  return app
}

/** Without a MariaDB of ours there is no database to ask them in; that is said in their place. */
async function found({ id, file }: Named, check: CheckRule): Promise<Checked> {
  try {
    return await check(id)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return [{ file, message: `${error.message} ${error.hint}` }]
  }
}

/** With the time at which the button was pressed. */
const reloadForm = (say: Say, read = ''): Html =>
  html`<form method="post" action="/rules/reload">
    <button>${say('重新读取规则', 'Read the rules again')}</button>
    ${/^\d{13}$/.test(read) ? html`<small role="status">${say('已重新读取：', 'Read again at ')}${timeOf(new Date(Number(read)))}</small>` : ''}
  </form>`
