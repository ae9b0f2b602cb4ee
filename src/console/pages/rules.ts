/** The ordered pipeline, what was wrong with the last reading of the folder, and each rule by itself. */
import { readFile } from 'node:fs/promises'
import { Hono } from 'hono'
import { html } from 'hono/html'
import type { LiveRulebook } from '../../rulebook/live.ts'
import { pipelineOf, type Reason, type Row } from '../../rulebook/pipeline.ts'
import { pathOf, placeOf, type Problem } from '../../rulebook/problem.ts'
import { sayingOf } from '../../rulebook/rehearse.ts'
import type { Log } from '../../log.ts'
import type { Env } from '../env.ts'
import type { Say } from '../language.ts'
import { page, type Html } from '../layout.ts'

export type RulesDeps = { readonly rules: LiveRulebook; readonly log: Log }

const WHY: Readonly<Record<Reason, readonly [zh: string, en: string]>> = {
  reserved: ['排在所有规则之前', 'before all rules'],
  exact: ['整句一样', 'the whole text'],
  prefix: ['开头的字越长越靠前', 'the longer beginning first'],
  template: ['以空位开头', 'begins with a hole'],
  contains: ['句子里有这个词', 'a word in the text'],
  regex: ['正则放在最后', 'regular expressions last'],
  fallback: ['没有别的规则回答时', 'when no other answers'],
  event: ['不是文字的消息和事件', 'messages that are not text'],
}

export function rulesPages({ rules, log }: RulesDeps): Hono<Env> {
  const app = new Hono<Env>()

  app.get('/', (c) => {
    const say = c.get('say')
    const { rules: all, of } = rules.current()
    const owners = [...new Set(all.flatMap(({ account }) => account ?? []))]
    const body = html`${problemsOf(say, rules.problems())}
      <form method="post" action="/rules/reload">
        <button>${say('重新读取规则', 'Read the rules again')}</button>
      </form>
      ${pipelineTable(say, pipelineOf(of('')))}
      ${owners.map(
        (owner) =>
          html`<h2>${say('账号', 'Account')} ${owner}</h2>
            ${pipelineTable(say, pipelineOf(of(owner)))}`,
      )}`
    return page(c, { title: say('规则', 'Rules'), body })
  })

  app.post('/reload', async (c) => {
    await rules.reload()
    log.info(
      { action: 'rules reloaded', session: c.get('session'), problems: rules.problems().length },
      'console',
    )
    return c.redirect('/rules', 303)
  })

  app.get('/:id{.+}', async (c) => {
    const say = c.get('say')
    const named = rules.current().rules.find(({ id }) => id === c.req.param('id'))
    if (!named) return c.notFound()
    const source = await readFile(named.file, 'utf8').catch(() => '')
    const { rule } = named
    const body = html`<p>${rule.title} · ${rule.kind} · <code>${pathOf(named.file)}</code></p>
      <h2>${say('示例', 'Examples')}</h2>
      <ul>
        ${rule.examples.map(
          (example) =>
            html`<li>
              ${sayingOf(example)} → ${'reply' in example ? String(example.reply) : example.outcome}
            </li>`,
        )}
      </ul>
      <h2>${say('源文件', 'Source')}</h2>
      <pre><code>${source}</code></pre>`
    return page(c, { title: named.id, body })
  })
  return app
}

function problemsOf(say: Say, problems: readonly Problem[]): Html {
  if (problems.length === 0) return html``
  return html`<article class="problem" role="alert">
    <strong class="bad"
      >${say('上次读取时有问题，仍由原来的规则回答：', 'The last reading found problems; the rules from before answer on:')}</strong
    >
    <ul>
      ${problems.map((problem) => html`<li><code>${placeOf(problem)}</code> ${problem.message}</li>`)}
    </ul>
  </article>`
}

function pipelineTable(say: Say, rows: readonly Row[]): Html {
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          <th>#</th>
          <th>${say('规则', 'Rule')}</th>
          <th>${say('类型', 'Kind')}</th>
          <th>${say('模式', 'Pattern')}</th>
          <th>${say('为什么在这里', 'Why here')}</th>
          <th>${say('文件', 'File')}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => pipelineRow(say, row))}
      </tbody>
    </table>
  </div>`
}

const pipelineRow = (say: Say, { position, named, pattern, reason }: Row): Html =>
  html`<tr>
    <td>${position ?? '·'}</td>
    <td>${named ? html`<a href="/rules/${named.id}">${named.id}</a>` : '—'}</td>
    <td>${named?.rule.kind ?? say('保留', 'reserved')}</td>
    <td><code>${pattern || say('（其余）', '(the rest)')}</code></td>
    <td>${say(...WHY[reason])}</td>
    <td>${named ? html`<code>${pathOf(named.file)}</code>` : '—'}</td>
  </tr>`
