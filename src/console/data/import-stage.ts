/** How far an import is, and what came of it. */
import { html } from 'hono/html'
import type { Checked, Counts, Imported } from '../../data/import.ts'
import { tellFileProblem, type FileProblem } from '../../data/open.ts'
import { tellReason } from '../../data/reason.ts'
import type { Bad } from '../../data/row.ts'
import { isReady, type Import } from './imports.ts'
import type { Say } from '../language.ts'
import type { Html } from '../layout.ts'

/** While something runs, the page asks for itself again. */
export function stageOf(say: Say, one: Import): Html {
  const { stage, upload, table } = one
  const path = `/data/${table.name}/imports/${upload.id}`
  const isRunning = stage.kind === 'checking' || stage.kind === 'importing'
  const poll = isRunning
    ? html`hx-get="${path}" hx-trigger="every 1s" hx-select="#import" hx-swap="outerHTML"`
    : ''
  return html`<div id="import" aria-live="polite" ${poll}>
    <p><code>${upload.name}</code></p>
    ${contentOf(say, one)}
    ${isReady(stage) ? goForm(say, path, stage.kind === 'checked' ? stage.result : undefined) : ''}
    <p><a href="/data/${table.name}">${say(`回到 ${table.sqlName}`, `Back to ${table.sqlName}`)}</a></p>
  </div>`
}

function contentOf(say: Say, { stage }: Import): Html {
  switch (stage.kind) {
    case 'checking':
      return running(say('正在检查…', 'Looking through…'), stage.percent)
    case 'importing':
      return running(say('正在导入…', 'Importing…'), stage.percent)
    case 'checked':
    case 'ended':
      return resultOf(say, stage.result)
    case 'failed':
      return problem(`${stage.isUnknown ? unknown(say) : failed(say)}${stage.message}`)
  }
}

const failed = (say: Say): string => say('没有成功，什么都没有写入：', 'It failed, nothing was written: ')
const unknown = (say: Say): string =>
  say(
    '最后一刻和 MySQL 断了，写没写入不知道，请再上传一次看看：',
    'The connection was lost at the very end; send the file again to see whether it was written: ',
  )

const running = (label: string, percent: number): Html =>
  html`<label>${label} <progress max="100" value="${percent}"></progress></label>`

const problem = (text: string): Html => html`<article class="problem" role="alert">${text}</article>`

function resultOf(say: Say, result: Imported | Checked | FileProblem): Html {
  switch (result.kind) {
    case 'checked':
      return checked(say, result)
    case 'done':
      return html`<p role="status" class="good"><strong>${say('导入好了。', 'Imported.')}</strong></p>
        ${countsOf(say, result.counts)}`
    case 'refused': {
      const [first, last] = result.lines
      const lines = first === last ? String(first) : `${first}–${last}`
      return problem(
        say(
          `什么都没有写入：第 ${lines} 行 MySQL 不收：`,
          `Nothing was written: MySQL refuses line ${lines}: `,
        ) + result.message,
      )
    }
    default:
      return problem(tellFileProblem(say, result))
  }
}

function checked(say: Say, { counts, bad, key, encoding }: Checked): Html {
  const by =
    key.length > 0
      ? say(`按 ${key.join('、')} 认行`, `rows are told by ${key.join(', ')}`)
      : say('没有认行的列，每一行都是新的', 'no column tells rows from each other, each is a new one')
  return html`<p class="muted">${encoding === 'utf-8' ? 'UTF-8' : 'GBK'} · ${by}</p>
    ${countsOf(say, counts)}
    ${
      counts.bad === 0
        ? ''
        : html`<p role="alert" class="bad">
              ${say('有不对的行，所以一行也不会写入。改好文件再上传。', 'There are bad rows, so none will be written. Mend the file and send it again.')}
            </p>
            ${badTable(say, bad)}
            ${counts.bad > bad.length ? html`<p>${say('其余的没有列出。', 'The others are not listed.')}</p>` : ''}`
    }`
}

function countsOf(say: Say, { fresh, changed, same, bad, blank }: Counts): Html {
  const entries: readonly (readonly [label: string, count: number])[] = [
    [say('新增', 'New'), fresh],
    [say('修改', 'Changed'), changed],
    [say('不变', 'Same'), same],
    [say('有问题', 'Bad'), bad],
    [say('空行', 'Blank'), blank],
  ]
  return html`<p>
    ${entries.map(([label, count], index) => html`${index > 0 ? ' · ' : ''}${label} <strong>${count}</strong>`)}
  </p>`
}

function badTable(say: Say, bad: readonly Bad[]): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${say('不对的行', 'Bad rows')}">
    <table>
      <thead>
        <tr>
          <th class="number">${say('行', 'Line')}</th>
          <th>${say('列', 'Column')}</th>
          <th>${say('原因', 'Reason')}</th>
          <th>${say('读到', 'Read')}</th>
        </tr>
      </thead>
      <tbody>
        ${bad.map(
          ({ line, column, value, reason }) =>
            html`<tr>
              <td class="number">${line}</td>
              <td>${column || '—'}</td>
              <td class="said">${tellReason(say, reason)}</td>
              <td>${value || '—'}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}

function goForm(say: Say, path: string, result: Checked | FileProblem | undefined): Html {
  const counts = result?.kind === 'checked' ? result.counts : undefined
  if (!counts || counts.fresh + counts.changed === 0)
    return html`<p role="status">${say('没有要写入的。', 'There is nothing to write.')}</p>`
  return html`<form method="post" action="${path}">
    <button>${say('导入', 'Import')}</button>
  </form>`
}
