import { html } from 'hono/html'
import { LAG_MS } from '../../figures/figures.ts'
import type { Span, Totals } from '../../figures/overview.ts'
import { answeredShare, CHARTS } from './charts.ts'
import type { Say } from '../language.ts'
import type { Html } from '../layout.ts'
import { number, numberIn, percentIn } from './numbers.ts'
import type { Wanted } from '../pages/overview.ts'

const SPAN_NAMES: Readonly<Record<Span, readonly [zh: string, en: string]>> = {
  hour: ['1 小时', '1 hour'],
  day: ['24 小时', '24 hours'],
  month: ['30 天', '30 days'],
}

const addressOf = (path: string, { span, account }: Wanted): string =>
  `${path}?${new URLSearchParams({ span, ...(account !== undefined && { account }) }).toString()}`

const SPAN_TITLES: Readonly<Record<Span, readonly [zh: string, en: string]>> = {
  hour: ['过去 1 小时', 'The last hour'],
  day: ['过去 24 小时', 'The last 24 hours'],
  month: ['过去 30 天', 'The last 30 days'],
}

/** What to do where nothing has been said yet. */
export const emptyHint = (say: Say): Html =>
  html`<article>
    <h2>${say('还没有消息', 'No messages yet')}</h2>
    <p>
      ${say('先在', 'Try a question in the ')}<a href="/chat">${say('聊天', 'chat')}</a
      >${say('里试问一句（试问不计入这里的数字），再把', ' (it is not counted here), then paste the ')}<a
        href="/accounts"
        >${say('公众号', 'callback URL')}</a
      >${say('页上的回调地址填进公众平台。', ' into WeChat’s page.')}
    </p>
    <p class="muted">
      ${say('粉丝发来消息后大约半分钟，这里就有图表。', 'About half a minute after a fan’s first message there are charts here.')}
    </p>
  </article>`

/** The choice of span, and of account where there are several. */
export function spanLinks(say: Say, wanted: Wanted, accounts: readonly string[]): Html {
  const link = (to: Wanted, isHere: boolean, text: string) =>
    html`<li><a href="${addressOf('/', to)}" ${isHere ? html`aria-current="true"` : ''}>${text}</a></li>`
  const spans = (Object.keys(SPAN_NAMES) as Span[]).map((span) =>
    link({ ...wanted, span }, span === wanted.span, say(...SPAN_NAMES[span])),
  )
  const owners = [undefined, ...accounts].map((account) =>
    link({ ...wanted, account }, account === wanted.account, account ?? say('全部公众号', 'All accounts')),
  )
  return html`<h2>${say(...SPAN_TITLES[wanted.span])}</h2>
    <nav aria-label="${say('时间和公众号', 'Time and account')}" class="choices">
      <ul>
        ${spans}
      </ul>
      ${
        accounts.length > 1
          ? html`<ul>
              ${owners}
            </ul>`
          : ''
      }
    </nav>`
}

export function totalNumbers(say: Say, all: Totals): Html {
  const count = (label: string, value: number, isBad = false) =>
    number(label, numberIn(say, value), isBad && value > 0 ? 'bad' : '')
  const ms = (label: string, value: number) =>
    number(label, all.messages > 0 ? `${numberIn(say, value)} ms` : '—')
  return html`<dl class="numbers">
    ${count(say('消息', 'Messages'), all.messages)}
    ${number(say('答上的比例', 'Answered share'), percentIn(say, answeredShare(all)))}
    ${ms(say('一半在此以内（p50）', 'Half within (p50)'), all.p50)}
    ${ms(say('95% 在此以内', '95 % within (p95)'), all.p95)}
    ${ms(say('99% 在此以内', '99 % within (p99)'), all.p99)} ${count(say('出错', 'Failed'), all.failed, true)}
    ${count(say('没来得及', 'Late'), all.late, true)}
    ${count(say('微信重发后才答上', 'Answered at a retry'), all.retried, true)}
    ${count(say('没送到', 'Reached nobody'), all.unreached, true)}
  </dl>`
}

/** Empty, for the script to draw into; the table says the same to those who do not see them. */
export function chartFigures(say: Say, wanted: Wanted): Html {
  const lag = Math.round(LAG_MS / 1000)
  return html`<div class="charts" data-series="${addressOf('/figures.json', wanted)}">
      ${CHARTS.map(
        ({ id, title, unit }) =>
          html`<figure>
            <figcaption>${say(...title)}${unit && say(`（${unit}）`, ` (${unit})`)}</figcaption>
            <div
              class="chart"
              data-chart="${id}"
              role="img"
              aria-label="${say(...title)}"
              aria-details="points"
            ></div>
          </figure>`,
      )}
    </div>
    <p class="muted">
      ${say(
        `图表和合计比现在晚大约 ${lag} 秒；时间是您所在的时区。「答上的比例」不算不需要回答的事件。`,
        `Charts and totals are about ${lag} seconds behind; times are in your time zone. The answered share leaves out events that want no answer.`,
      )}
    </p>`
}
