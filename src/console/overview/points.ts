import { html } from 'hono/html'
import type { Point, Span } from '../../figures/overview.ts'
import { answeredShare } from './charts.ts'
import type { Say } from '../language.ts'
import type { Html } from '../layout.ts'
import { numberIn, percentIn } from './numbers.ts'
import { timeOf } from '../time.ts'

/** The same in fewer steps, the newest first. */
export function pointsTable(say: Say, span: Span, points: readonly Point[]): Html {
  return html`<details id="points">
    <summary>${say('同样的数字，用表格看', 'The same as a table')}</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="${say('数字', 'Figures')}">
      <table>
        <thead>
          <tr>
            <th scope="col">${span === 'month' ? say('从（UTC）', 'From (UTC)') : say('从', 'From')}</th>
            ${COLUMNS.map(([label]) => html`<th scope="col" class="number">${say(...label)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${points.toReversed().map(
            (point) =>
              html`<tr>
                <th scope="row">${startOf(point.at, span)}</th>
                ${COLUMNS.map(([, cell]) => html`<td class="number">${cell(say, point)}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`
}

/** Days are those of UTC. */
const startOf = (at: Date, span: Span) => (span === 'month' ? at.toISOString().slice(0, 10) : timeOf(at))

type Column = readonly [label: readonly [zh: string, en: string], cell: (say: Say, point: Point) => string]
const ifAny = (value: (point: Point) => number) => (say: Say, point: Point) =>
  point.messages > 0 ? numberIn(say, value(point)) : '—'
const COLUMNS: readonly Column[] = [
  [['消息', 'Messages'], (say, point) => numberIn(say, point.messages)],
  [['答上', 'Answered'], (say, point) => percentIn(say, answeredShare(point))],
  [['p50 ms', 'p50 ms'], ifAny(({ p50 }) => p50)],
  [['p95 ms', 'p95 ms'], ifAny(({ p95 }) => p95)],
  [['p99 ms', 'p99 ms'], ifAny(({ p99 }) => p99)],
  [['出错', 'Failed'], (say, { failed }) => numberIn(say, failed)],
  [['没来得及', 'Late'], (say, { late }) => numberIn(say, late)],
  [['重发后答上', 'At a retry'], (say, { retried }) => numberIn(say, retried)],
  [['没送到', 'Reached nobody'], (say, { unreached }) => numberIn(say, unreached)],
]
