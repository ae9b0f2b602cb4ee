/** What WeChat's page must be told of each account, and what came of it. */
import { Hono } from 'hono'
import { html } from 'hono/html'
import type { Accounts } from '../../accounts.ts'
import type { Log } from '../../log.ts'
import type { Contact, Contacts, Kind, Refused } from '../../web/contacts.ts'
import type { Account, Mode } from '../../wechat/open.ts'
import { wordsOf } from '../../wechat/refusal-words.ts'
import type { Env } from '../env.ts'
import type { Say } from '../language.ts'
import { page, type Html } from '../layout.ts'

export type AccountsDeps = {
  readonly accounts: Pick<Accounts, 'all' | 'find'>
  readonly contacts: Contacts
  readonly log: Log
}

/** As WeChat's page calls them. */
const MODES: Readonly<Record<Mode, string>> = {
  plaintext: '明文模式',
  compatible: '兼容模式',
  security: '安全模式',
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
      ${all.map((account) => card(say, account, contacts))}`
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

function card(say: Say, account: Account, contacts: Contacts): Html {
  const { name, appId, keys, mode } = account
  const id = `account-${name}`
  return html`<article aria-labelledby="${id}">
    <h2 id="${id}">${name}</h2>
    <dl class="facts">
      <dt>URL</dt>
      <dd>${addressOf(say, name, contacts.address(name))}</dd>
      <dt>Token</dt>
      <dd>
        <form
          method="post"
          action="/accounts/${name}/token"
          hx-post="/accounts/${name}/token"
          hx-swap="outerHTML"
        >
          <button class="quiet" aria-label="${say(`显示 ${name} 的 Token`, `Show the Token of ${name}`)}">
            ${say('显示', 'Show')}
          </button>
        </form>
      </dd>
      <dt>EncodingAESKey</dt>
      <dd>${keyWords(say, keys.length)}</dd>
      <dt>AppID</dt>
      <dd>${appId ? html`<code>${appId}</code>` : say('没有设', 'not set')}</dd>
      <dt>${say('消息加解密方式', 'Mode')}</dt>
      <dd>${MODES[mode]}${say('', ` (${mode})`)}</dd>
      <dt>${say('数据格式', 'Data format')}</dt>
      <dd>XML</dd>
    </dl>
    <h3>${say('地址验证（公众平台里点「提交」时）', 'The handshake (on 提交 in WeChat’s page)')}</h3>
    ${history(say, name, 'handshake', contacts)}
    <h3>${say('消息', 'Messages')}</h3>
    ${history(say, name, 'message', contacts)}
  </article>`
}

function addressOf(say: Say, name: string, known: Contact | undefined): Html {
  const path = name === 'main' ? '/wechat' : `/wechat/${name}`
  if (known?.url) {
    const note = known.isSchemeGuessed
      ? say(
          '域名来自微信上次的请求；代理没有说是 http 还是 https。',
          'The host is that of WeChat’s last request; the proxy does not say whether it was http or https.',
        )
      : say('微信上次用的就是它。', 'WeChat used it last.')
    return html`<code class="copy">${known.url}</code> <small>${note}</small>`
  }
  return html`<code class="copy">https://${say('你的域名', 'your.domain')}${path}</code>
    <small
      >${say(
        '把「你的域名」换成指向这台服务器的域名；微信只会访问 80 和 443 端口。微信来过以后，这里显示它用的地址。',
        'Put the domain that leads to this server; WeChat calls ports 80 and 443 only. Once WeChat has come, its address stands here.',
      )}</small
    >`
}

function keyWords(say: Say, count: number): string {
  if (count === 0) return say('没有设', 'not set')
  return count === 1
    ? say('已设', 'set')
    : say('已设，更换前的也还接受', 'set; the one before is still accepted')
}

/** Newest first, the good one among the refused. */
function history(say: Say, name: string, kind: Kind, contacts: Contacts): Html {
  const { passed, refused } = contacts.seen(name, kind)
  const all: (Contact | Refused)[] = [...refused, ...(passed ? [passed] : [])]
  if (all.length === 0) return html`<p class="muted">${say('启动以来还没有。', 'None since the start.')}</p>`
  all.sort((one, other) => other.at - one.at)
  return html`<ul class="history">
    ${all.map((contact) => html`<li>${line(say, kind, contact)}</li>`)}
  </ul>`
}

function line(say: Say, kind: Kind, contact: Contact | Refused): Html {
  const at = new Date(contact.at).toISOString()
  const when = html`<time datetime="${at}">${at.slice(0, 19).replace('T', ' ')} UTC</time>${
      contact.from && html` ${say('来自', 'from')} <code>${contact.from}</code>`
    }`
  if ('refusal' in contact)
    return html`<span class="bad">✗ ${say('拒绝', 'refused')}</span> ${when}
      <br />${say(...wordsOf(contact.refusal))}`
  const good = kind === 'handshake' ? say('通过', 'passed') : say('收到', 'received')
  return html`<span class="good">✓ ${good}</span> ${when}`
}
