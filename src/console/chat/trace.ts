/** How one message was answered: heard, considered, run, asked of MySQL, and the bytes both ways. */
import { html } from 'hono/html'
import { messageOf } from '../../errors.ts'
import type { Attempt, Delivered } from '../../platform/platform.ts'
import { shownParams } from '../../rule/params.ts'
import type { Verdict } from '../../rule/router.ts'
import { ruleAddress } from '../address.ts'
import type { Say } from '../language.ts'
import type { Html } from '../layout.ts'
import { outcomeText } from '../outcomes.ts'
import type { Decided, Statement, Try } from './tries.ts'

export function traceOf(say: Say, one: Try): Html {
  return html`<h2>${one.label} <small class="muted">${one.account}</small></h2>
    <dl>
      <dt>${say('听到', 'Heard')}</dt>
      <dd>${one.heard ? html`<code>${one.heard.text}</code>` : say('不是文字', 'not a text')}</dd>
      <dt>${say('候选规则', 'Candidates')}</dt>
      <dd>${candidates(say, one)}</dd>
      <dt>${say('决定', 'Decided')}</dt>
      <dd>${decisions(say, one)}</dd>
      <dt>SQL</dt>
      <dd>${statements(say, one.statements)}</dd>
      <dt>${say('微信的请求', 'Attempts')}</dt>
      <dd>${attempts(say, one.delivered)}</dd>
    </dl>
    ${raw(say, one)}`
}

/** So many that do not fit are shown. */
const SHOWN = 30

function candidates(say: Say, { verdicts, decided }: Try): Html {
  const winner = decided.at(-1)?.decision.named.id
  const near = verdicts.filter(({ kind }) => kind !== 'different')
  const far = verdicts.filter(({ kind }) => kind === 'different').slice(0, SHOWN)
  const left = verdicts.length - near.length - far.length
  if (verdicts.length === 0) return html`—`
  return html`<ol class="candidates">
      ${near.map((verdict) => candidate(say, verdict, winner))}
    </ol>
    <details>
      <summary>${say(`不符合的 ${far.length + left} 条`, `${far.length + left} that do not fit`)}</summary>
      <ol class="candidates">
        ${far.map((verdict) => candidate(say, verdict, winner))}
      </ol>
      ${left > 0 ? say(`还有 ${left} 条`, `and ${left} more`) : ''}
    </details>`
}

function candidate(say: Say, { route, kind, reason }: Verdict, winner: string | undefined): Html {
  const { named, compiled, position } = route
  const why = kind === 'different' ? say(reason, `unlike “${compiled.source}”`) : reason
  return html`<li value="${position}">
    <a href="${ruleAddress(named.id)}" class="${named.id === winner ? 'good' : ''}">${named.id}</a>
    <code>${compiled.source}</code> ${why}
  </li>`
}

const DECISIONS: Readonly<Record<Decided['decision']['kind'], readonly [zh: string, en: string]>> = {
  matched: ['符合', 'matched'],
  asked: ['反问', 'asks back'],
  invalid: ['参数不对', 'a parameter is not right'],
  suggestion: ['猜一次', 'one guess'],
  unmatched: ['没有规则回答', 'no rule answers'],
}

function decisions(say: Say, { decided, isDone }: Try): Html {
  if (decided.length === 0) return html`${isDone ? say('没有规则执行', 'no rule was run') : '…'}`
  return html`<ol>
    ${decided.map(
      ({ decision, answered }) =>
        html`<li>
          ${say(...DECISIONS[decision.kind])}
          <a href="${ruleAddress(decision.named.id)}">${decision.named.id}</a>
          ${decision.kind === 'matched' ? html`<code>${shownParams(decision.params)}</code>` : ''} →
          <strong>${outcomeText(say, answered.outcome)}</strong>
          ${answered.number === undefined ? '' : say(`编号 ${answered.number}`, `number ${answered.number}`)}
          ${answered.error === undefined ? '' : html`<pre class="bad">${messageOf(answered.error)}</pre>`}
        </li>`,
    )}
  </ol>`
}

function statements(say: Say, all: readonly Statement[]): Html {
  if (all.length === 0) return html`${say('没有查数据库', 'none')}`
  return html`<ol>
    ${all.map(({ sql, ms }) => html`<li><code>${sql}</code> <span class="muted">${ms.toFixed(1)} ms</span></li>`)}
  </ol>`
}

function attempts(say: Say, all: readonly Delivered[]): Html {
  if (all.length === 0) return html`<span aria-busy="true">${say('等待', 'waiting')}</span>`
  return html`${all.map(
    (delivered) =>
      html`<ol>
        ${delivered.attempts.map((attempt) => html`<li>${attemptLine(say, attempt)}</li>`)}
      </ol>`,
  )}`
}

function attemptLine(say: Say, attempt: Attempt): string {
  switch (attempt.kind) {
    case 'accepted':
      return `${attempt.status} · ${attempt.ms} ms`
    case 'bad':
      return `${attempt.status} · ${attempt.ms} ms · ${attempt.reason}`
    case 'timeout':
      return say(`${attempt.ms} ms 没有收到回复，微信断开`, `no answer in ${attempt.ms} ms, WeChat hangs up`)
    case 'broken':
      return `${attempt.reason} · ${attempt.ms} ms`
  }
}

function raw(say: Say, { request, delivered }: Try): Html {
  const last = delivered.at(-1)
  const answer = last?.attempts.at(-1)
  const parts: (readonly [title: string, text: string])[] = [
    [say('收到的 XML', 'XML received'), request.xml],
    ...(request.body === request.xml ? [] : [[say('加密后', 'as encrypted'), request.body] as const]),
    ...(last?.kind === 'reply' ? [[say('回复的 XML', 'XML replied'), last.xml] as const] : []),
    ...(answer && 'body' in answer && !(last?.kind === 'reply' && answer.body === last.xml)
      ? [[say('回复的原文', 'reply as sent'), answer.body] as const]
      : []),
  ]
  return html`${parts.map(
    ([title, text]) =>
      html`<details>
        <summary>${title}</summary>
        <pre><code>${text}</code></pre>
      </details>`,
  )}`
}
