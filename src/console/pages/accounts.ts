/** What WeChat's page must be told of each account, and what came of it. */
import { Hono } from 'hono'
import { html } from 'hono/html'
import type { Accounts } from '../../accounts.ts'
import type { Log } from '../../log.ts'
import type { Contacts } from '../../web/contacts.ts'
import { accountCard } from '../accounts/card.ts'
import type { Env } from '../env.ts'
import { page } from '../layout.ts'

export type AccountsDeps = {
  readonly accounts: Pick<Accounts, 'all' | 'find'>
  readonly contacts: Contacts
  readonly log: Log
}

export function accountsPages({ accounts, contacts, log }: AccountsDeps): Hono<Env> {
  const app = new Hono<Env>()

  app.get('/', (c) => {
    const say = c.get('say')
    const all = accounts.all()
    const body = html`<p>
        ${say(
          '在公众平台的「消息与事件推送」（以前是「基本配置 → 服务器配置」）里填写下面这些。填好后可以用 ',
          'Put these into 消息与事件推送 (formerly 基本配置 → 服务器配置) of WeChat’s admin site. Then ',
        )}<code>npm run doctor -- --url ${say('地址', 'URL')}</code>
        ${say('检查微信能不能用。', 'tells whether WeChat can use it.')}
      </p>
      ${all.length === 0 ? html`<p>${say('还没有账号。', 'There is no account yet.')}</p>` : ''}
      ${all.map((account) => accountCard(say, account, contacts))}`
    return page(c, { title: say('公众号', 'Accounts'), body })
  })

  app.post('/:name/token', (c) => {
    const say = c.get('say')
    const account = accounts.find(c.req.param('name'))
    if (!account) return c.notFound()
    log.info({ action: 'token shown', session: c.get('session'), account: account.name }, 'console')
    c.header('Cache-Control', 'no-store')
    const shown = html`<code class="copy">${account.token}</code>`
    if (c.req.header('HX-Request')) return c.html(shown)
    const body = html`<p>${shown}</p>
      <p><a href="/accounts">${say('回去', 'Back')}</a></p>`
    return page(c, { title: `${account.name} · Token`, body })
  })
  return app
}
