import { html } from 'hono/html'
import type { Found } from '../../check/worker.ts'
import { placeOf } from '../../rulebook/problem.ts'
import { sayingOf, type Example } from '../../rulebook/rehearse.ts'
import type { Named } from '../../rule/order.ts'
import type { Say } from '../language.ts'
import type { Html } from '../layout.ts'

/** What a check has found; undefined before one. */
export type Checked = readonly Found[] | undefined

/** A rule's examples: that they reach the rule is proved at every reading, their replies when they are checked. */
export function examplesOf(say: Say, { id, rule }: Named, checked: Checked): Html {
  const others = checked?.filter(({ example }) => example === undefined) ?? []
  return html`<div id="examples">
    <p>
      ${
        checked
          ? ''
          : say(
              '每次读取规则时都验证过：每个示例都由这条规则接住，参数也读得对。回答是否一样，要试一遍：',
              'Proved at every reading: each example reaches this rule with the right params. Whether its reply is right is seen by asking it:',
            )
      }
    </p>
    <ul class="plain">
      ${rule.examples.map((example, index) => exampleLine(example, checked, index))}
    </ul>
    ${others.map((problem) => html`<p class="bad" role="alert"><code>${placeOf(problem)}</code> ${problem.message}</p>`)}
    <form hx-post="/rules/examples" hx-target="#examples" hx-swap="outerHTML" hx-disabled-elt="find button">
      <input type="hidden" name="id" value="${id}" />
      <button>${say('试一遍示例', 'Ask the examples')}</button>
      <small class="htmx-indicator" role="status">
        ${say('正在一个临时的数据库里试……', 'asking, in a database of their own …')}
      </small>
    </form>
  </div>`
}

function exampleLine(example: Example, checked: Checked, index: number): Html {
  const wrong = checked?.filter((problem) => problem.example === index) ?? []
  const mark =
    !checked || checked.some((problem) => problem.example === undefined) ? '·' : wrong.length > 0 ? '✗' : '✓'
  const kind = mark === '✗' ? 'bad' : mark === '✓' ? 'good' : ''
  const wanted = 'reply' in example ? String(example.reply) : `(${example.outcome})`
  return html`<li>
    <span class="${kind}">${mark}</span> ${sayingOf(example)} → ${wanted}
    ${wrong.map((problem) => html`<pre class="bad">${problem.message}</pre>`)}
  </li>`
}
