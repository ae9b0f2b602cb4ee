import { html } from 'hono/html'
import type { Cluster } from '../../figures/find-clusters.ts'
import type { Rulebook } from '../../rulebook/load.ts'
import { sqlNameOf } from '../../scaffold/table.ts'
import { ruleAddress } from '../address.ts'
import type { Say } from '../language.ts'
import type { Html } from '../layout.ts'
import { timeOf } from '../time.ts'
import type { Drafted } from './draft-of.ts'
import { nearestTo, nearestView } from './nearest.ts'

export function whatIsKnown(say: Say, cluster: Cluster, rulebook: Rulebook): Html {
  const { account, n, firstAt, lastAt, wordings } = cluster
  return html`<p>
      ${say(`账号 ${account}，问过 ${n} 次，`, `Account ${account}, asked ${n === 1 ? 'once' : `${n} times`}, `)}${timeOf(firstAt)}
      – ${timeOf(lastAt)}<br />
      ${say('最接近的规则：', 'Nearest rule: ')}${nearestView(say, nearestTo(cluster, rulebook))}
    </p>
    <h2>${say('粉丝的原话', 'In the words of the fans')}</h2>
    <ul>
      ${wordings.map(({ text, at }) => html`<li><bdi>${text}</bdi> <small class="muted">${timeOf(at)}</small></li>`)}
    </ul>`
}

export function draftView(say: Say, cluster: Cluster, drafted: Drafted): Html {
  const title = html`<h2>${say('规则草稿', 'A draft of the rule')}</h2>`
  if (drafted.kind === 'impossible')
    return html`${title}
      <article class="problem">
        <p>${drafted.message}</p>
        <p>${drafted.hint}</p>
      </article>`
  return html`${title} ${problemsView(say, drafted)}
    <ul>
      ${whyThatTable(say, drafted)}
      ${drafted.draft.obstacles.map((obstacle) => html`<li>${say('还要补上 given：', '`given` is yours to write: ')}${obstacle}</li>`)}
    </ul>
    <div class="line">
      <span>${say('存为', 'Save as')} <code>${drafted.path}</code></span
      ><button type="button" data-copy="draft" data-done="${say('复制好了', 'Copied')}">
        ${say('复制', 'Copy')}
      </button>
    </div>
    <pre><code id="draft">${drafted.source}</code></pre>
    ${nextSteps(say, cluster)}`
}

function problemsView(say: Say, { problems }: Extract<Drafted, { kind: 'drafted' }>): Html {
  if (problems.length === 0) return html``
  return html`<article class="problem">
    <strong class="bad"
      >${say('和已有的规则合不来，先改它的 pattern 或提到的规则：', 'It does not go together with the rules that there are; change its pattern, or the rule that is named:')}</strong
    >
    <ul>
      ${problems.map((problem) => html`<li>${problem}</li>`)}
    </ul>
  </article>`
}

function whyThatTable(say: Say, { draft, sibling }: Extract<Drafted, { kind: 'drafted' }>): Html {
  const { guess, pattern } = draft
  const heard = html`<li>${say('听的是', 'It listens for')} <code>${pattern}</code></li>`
  if (!guess)
    return html`${heard}
      <li>
        ${say('没有看出要查哪张表，请把回答写进去。', 'No table seems to be meant: the answer is yours to write.')}
      </li>`
  const column = html`<code>${sqlNameOf(guess.table)}.${guess.field.column.name}</code>`
  const value = html`<code>${guess.value}</code>`
  return html`${heard}
    <li>
      ${
        guess.isThere
          ? html`${say('查', 'It looks into')} ${column}${say('：那里有', ', where there is')} ${value}`
          : html`${say('大概是查', 'Probably it should look into')}
            ${column}${say('：那里有相似的', ', where there is, alike,')} ${value}`
      }
    </li>
    ${sibling ? siblingView(say, sibling.id) : ''}`
}

const siblingView = (say: Say, id: string): Html =>
  html`<li>
    ${say('规则', 'The rule')} <a href="${ruleAddress(id)}">${id}</a>
    ${say(
      '问的是同一张表：也可以不加新规则，只把这个模式加进它的 pattern，写成 [原来的, 新的]。',
      'asks the same table: instead of a new rule its pattern may become a list, [the old one, this one].',
    )}
  </li>`

const nextSteps = (say: Say, { id, account }: Cluster): Html =>
  html`<h2>${say('接下来', 'What happens next')}</h2>
    <ol>
      <li>
        ${say('把文件存好，或者在终端里运行', 'Save the file, or run in a terminal')}
        <code>npm run new -- --from ${id}</code>${say(
          '，它会写好同样的文件，并先检查和已有的规则是否合得来。',
          ', which writes the same file after it has checked that it goes together with the other rules.',
        )}
      </li>
      <li>
        ${say('把回答的文字改成粉丝该读到的。开发时存盘一秒内生效；生产环境里到', 'Change the reply into what fans should read. In development it is live within a second; in production press the button on')}
        <a href="/rules">${say('规则', 'Rules')}</a>
        ${say('那一页按一下重新读取。', 'that reads the rules again.')}
      </li>
      <li>
        ${say('到', 'Ask it in the')}
        <a href="/chat?${new URLSearchParams({ account }).toString()}">${say('聊天', 'chat')}</a>
        ${say('里问一遍。', 'as a fan would.')}
      </li>
    </ol>`
