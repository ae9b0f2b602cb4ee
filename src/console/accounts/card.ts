import { html } from 'hono/html'
import type { Contact, Contacts } from '../../web/contacts.ts'
import { callbackPath } from '../../wechat/callback-path.ts'
import type { Account, Mode } from '../../wechat/open.ts'
import type { Say } from '../language.ts'
import type { Html } from '../layout.ts'
import { contactHistory } from './history.ts'

/** As WeChat's page calls them. */
const MODES: Readonly<Record<Mode, string>> = {
  plaintext: '明文模式',
  compatible: '兼容模式',
  security: '安全模式',
}

/** One account: what to type into WeChat's page, then what has come from there. */
export function accountCard(say: Say, account: Account, contacts: Contacts): Html {
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
    ${contactHistory(say, name, 'handshake', contacts)}
    <h3>${say('消息', 'Messages')}</h3>
    ${contactHistory(say, name, 'message', contacts)}
  </article>`
}

function addressOf(say: Say, name: string, known: Contact | undefined): Html {
  if (known?.url) {
    const note = known.isSchemeGuessed
      ? say(
          '域名来自微信上次的请求；代理没有说是 http 还是 https。',
          'The host is that of WeChat’s last request; the proxy does not say whether it was http or https.',
        )
      : say('微信上次用的就是它。', 'WeChat used it last.')
    return html`<code class="copy">${known.url}</code> <small>${note}</small>`
  }
  return html`<code class="copy">https://${say('您的域名', 'your.domain')}${callbackPath(name)}</code>
    <small
      >${say(
        '把「您的域名」换成指向这台服务器的域名；微信只会访问 80 和 443 端口。微信来过以后，这里显示它用的地址。',
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
