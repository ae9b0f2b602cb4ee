import { html } from 'hono/html'
import type { Found } from '../../db/search-messages.ts'
import { ruleAddress } from '../address.ts'
import { outcomeText } from '../outcomes.ts'
import type { Say } from '../language.ts'
import type { Html } from '../layout.ts'
import { timeOf } from '../time.ts'

/** Rows of the message log, as the messages page and a rule's own page show them. */
export function messageTable(say: Say, rows: readonly Found[]): Html {
  if (rows.length === 0) return html`<p>${say('没有找到。', 'Nothing found.')}</p>`
  return html`<div class="scroll" tabindex="0">
    <table>
      <thead>
        <tr>
          <th>${say('时间', 'Time')}</th>
          <th>${say('说了什么', 'What was said')}</th>
          <th>${say('规则', 'Rule')}</th>
          <th>${say('结果', 'Outcome')}</th>
          <th>${say('账号', 'Account')}</th>
          <th>${say('粉丝', 'Fan')}</th>
          <th class="number">ms</th>
          <th class="number">${say('第几次', 'Attempt')}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map((found) => row(say, found))}
      </tbody>
    </table>
  </div>`
}

const row = (say: Say, found: Found): Html =>
  html`<tr>
    <td>${timeOf(found.at)}</td>
    <td class="said">${found.kind === 'text' ? found.text : html`<em>${found.kind}</em> ${found.text}`}</td>
    <td>${found.rule ? html`<a href="${ruleAddress(found.rule)}">${found.rule}</a>` : '—'}</td>
    <td><a href="/messages?outcome=${found.outcome}">${outcomeText(say, found.outcome)}</a></td>
    <td>${found.account}</td>
    <td>
      ${found.fan ? html`<a href="/messages?fan=${found.fan}"><code>${found.fan.slice(0, 8)}</code></a>` : '—'}
    </td>
    <td class="number">${found.ms}</td>
    <td class="number">${found.attempt}</td>
  </tr>`
