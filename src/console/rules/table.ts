/** The pipeline of an account as a table: where each rule stands and why, and how it fares. */
import { html } from 'hono/html'
import type { RuleFigures } from '../../figures/rule-figures.ts'
import { pathOf } from '../../rulebook/problem.ts'
import { WHY, type Row } from '../../rulebook/pipeline.ts'
import { ruleAddress } from '../address.ts'
import { awayText } from '../away.ts'
import type { Say } from '../language.ts'
import type { Html } from '../layout.ts'
import { timeOf } from '../time.ts'

export type FiguresOf = ReadonlyMap<string, RuleFigures>

export function pipelineTable(say: Say, rows: readonly Row[], figures: FiguresOf | undefined): Html {
  return html`<div class="scroll" tabindex="0">
    <table>
      <thead>
        <tr>
          <th>#</th>
          <th>${say('规则', 'Rule')}</th>
          <th>${say('模式', 'Pattern')}</th>
          <th>${say('为什么在这里', 'Why here')}</th>
          <th class="number">${say('7 天次数', 'Hits, 7 days')}</th>
          <th class="number">${say('没查到', 'missing')}</th>
          <th class="number">${say('参数不对', 'invalid')}</th>
          <th class="number">${say('出错', 'failed')}</th>
          <th class="number">p50 / p95 ms</th>
          <th>${say('最近一次', 'Last seen')}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => pipelineRow(say, row, figures))}
      </tbody>
    </table>
  </div>`
}

function pipelineRow(
  say: Say,
  { position, named, pattern, reason }: Row,
  figures: FiguresOf | undefined,
): Html {
  return html`<tr>
    <td>${position ?? '·'}</td>
    <td>
      ${
        named
          ? html`<a href="${ruleAddress(named.id)}">${named.id}</a><br /><small
                >${named.rule.title}<br /><code>${pathOf(named.file)}</code></small
              >`
          : say('保留', 'reserved')
      }
    </td>
    <td class="said"><code>${pattern || say('（其余）', '(the rest)')}</code></td>
    <td>${say(...WHY[reason])}</td>
    ${named ? fares(say, figures, named.id) : html`<td colspan="6"></td>`}
  </tr>`
}

function fares(say: Say, figures: FiguresOf | undefined, id: string): Html {
  const rule = figures?.get(id)
  if (!figures) return html`<td class="muted" colspan="6">${awayText(say)}</td>`
  if (!rule) return html`<td class="muted" colspan="6">${say('从未命中', 'never hit')}</td>`
  const { hits, missing, invalid, failed, p50, p95, lastSeen } = rule
  const share = (n: number) => (hits === 0 ? '—' : n === 0 ? '0' : `${((100 * n) / hits).toFixed(1)}%`)
  return html`<td class="number">${hits}</td>
    <td class="number">${share(missing)}</td>
    <td class="number">${share(invalid)}</td>
    <td class="number ${failed > 0 ? 'bad' : ''}">${share(failed)}</td>
    <td class="number">${hits === 0 ? '—' : `${Math.round(p50)} / ${Math.round(p95)}`}</td>
    <td>${timeOf(lastSeen)}</td>`
}
