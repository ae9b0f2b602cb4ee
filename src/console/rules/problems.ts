import { html } from 'hono/html'
import { placeOf, type Problem } from '../../rulebook/problem.ts'
import type { Say } from '../language.ts'
import type { Html } from '../layout.ts'

/** What was wrong with the last reading of the folder, and what becomes of it. */
export function problemsOf(say: Say, problems: readonly Problem[]): Html {
  if (problems.length === 0) return html``
  const title = say(
    '规则文件有问题，没有生效；粉丝仍由上一次的规则回答。改好下面每一处，存盘或重新读取：',
    'The rule files have problems and are not live; fans are answered by the rules from before. Mend each of these, then save or read again:',
  )
  return html`<article class="problem" role="alert">
    <strong class="bad">${title}</strong>
    <ul>
      ${problems.map((problem) => html`<li><code>${placeOf(problem)}</code> ${problem.message}</li>`)}
    </ul>
  </article>`
}
