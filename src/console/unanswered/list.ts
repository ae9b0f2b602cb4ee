import { html } from 'hono/html'
import type { Cluster } from '../../figures/find-clusters.ts'
import type { Rulebook } from '../../rulebook/load.ts'
import type { Say } from '../language.ts'
import type { Html } from '../layout.ts'
import { timeOf } from '../time.ts'
import { nearestTo, nearestView } from './nearest.ts'

/** Of which account, and after which row. */
export type Wanted = { readonly account?: string | undefined; readonly after?: string | undefined }

export function accountLinks(say: Say, accounts: readonly string[], chosen: string | undefined): Html {
  const current = (account: string | undefined) =>
    account === (chosen || undefined) ? html`aria-current="true"` : ''
  return html`<nav aria-label="${say('账号', 'Account')}">
    <ul>
      <li><a href="/unanswered" ${current(undefined)}>${say('所有账号', 'All accounts')}</a></li>
      ${accounts.map(
        (account) => html`<li><a href="${address({ account })}" ${current(account)}>${account}</a></li>`,
      )}
    </ul>
  </nav>`
}

export function clusterTable(
  say: Say,
  clusters: readonly Cluster[],
  rulebook: Rulebook,
  hasAccounts: boolean,
): Html {
  if (clusters.length === 0)
    return html`<p>
      ${say(
        '还没有答不上的话。粉丝问了没有规则回答的，半分钟后会出现在这里，问得多的排在前面。',
        'Nothing is unanswered yet. What fans ask and no rule answers appears here half a minute later, the most asked first.',
      )}
    </p>`
  return html`<p class="muted">
      ${say('同样的话放在一起，数字写成 #。', 'What is alike is put together, with # for digits.')}
    </p>
    <div class="scroll" tabindex="0">
      <table>
        <thead>
          <tr>
            <th>${say('粉丝问的', 'What fans ask')}</th>
            <th class="number">${say('次数', 'Times')}</th>
            ${hasAccounts ? html`<th>${say('账号', 'Account')}</th>` : ''}
            <th>${say('最接近的规则', 'Nearest rule')}</th>
            <th>${say('最近一次', 'Last seen')}</th>
          </tr>
        </thead>
        <tbody>
          ${clusters.map((cluster) => clusterRow(say, cluster, rulebook, hasAccounts))}
        </tbody>
      </table>
    </div>`
}

function clusterRow(say: Say, cluster: Cluster, rulebook: Rulebook, hasAccounts: boolean): Html {
  const nearest = nearestTo(cluster, rulebook)
  const draft = html`<br /><a href="/unanswered/${cluster.id}">${say('写一条规则', 'Write a rule')}</a>`
  return html`<tr>
    <td class="said"><bdi>${cluster.mask}</bdi>${nearest?.kind === 'answers' ? '' : draft}</td>
    <td class="number">${cluster.n}</td>
    ${hasAccounts ? html`<td>${cluster.account}</td>` : ''}
    <td class="said">${nearestView(say, nearest)}</td>
    <td>${timeOf(cluster.lastAt)}</td>
  </tr>`
}

export const olderLink = (say: Say, account: string | undefined, last: Cluster | undefined): Html =>
  last
    ? html`<p><a href="${address({ account, after: `${last.n}.${last.id}` })}">${say('更多', 'More')}</a></p>`
    : html``

function address({ account, after }: Wanted): string {
  const query = new URLSearchParams({ ...(account && { account }), ...(after && { after }) })
  return `/unanswered?${query.toString()}`
}
