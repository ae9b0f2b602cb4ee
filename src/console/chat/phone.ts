/** The phone of the page: what was said, and all that a fan can do. */
import { html } from 'hono/html'
import type { DeedName } from '../../platform/deeds.ts'
import type { Say } from '../language.ts'
import type { Html } from '../layout.ts'
import { bubbles } from './bubbles.ts'
import type { Try } from './tries.ts'
import { TITLES, type Wish } from './wish.ts'

export type Phone = {
  readonly accounts: readonly string[]
  readonly account: string
  readonly said: readonly Try[]
}

export function phone(say: Say, { accounts, account, said }: Phone): Html {
  return html`<section class="phone" aria-label="${say('手机', 'Phone')}">
    <div class="screen" role="log" tabindex="0" aria-label="${say('聊天', 'Chat')}">
      <ul id="phone" class="plain">
        <li class="notice">
          ${say(
            '这里的消息真的会送到本服务：命令会写数据。不计入统计。',
            'These messages really reach this server: commands do write. They count in no figure.',
          )}
        </li>
        ${said.map((one) => bubbles(say, one))}
      </ul>
    </div>
    <form
      id="say"
      method="post"
      hx-post="/chat/say"
      hx-target="#phone"
      hx-swap="beforeend"
      autocomplete="off"
    >
      ${accountChoice(say, accounts, account)}
      <div class="line">
        <input
          name="words"
          aria-label="${say('发给公众号的话', 'What to say to the account')}"
          placeholder="?18-546"
          maxlength="2000"
          autofocus
        />
        <button name="deed" value="text">${say('发送', 'Send')}</button>
      </div>
      <div class="deeds">
        ${Object.entries(TITLES).map(([name, title]) => deedButton(say, name as DeedName, title))}
        ${otherButton('twice', say('同时发两次', 'Twice at once'))}
        ${otherButton('slow', say('慢线路', 'Slow line'))}
      </div>
    </form>
  </section>`
}

function accountChoice(say: Say, accounts: readonly string[], account: string): Html {
  if (accounts.length < 2) return html`<input type="hidden" name="account" value="${account}" />`
  return html`<label
    >${say('公众号', 'Account')}
    <select name="account">
      ${accounts.map((name) => html`<option ${name === account ? 'selected' : ''}>${name}</option>`)}
    </select></label
  >`
}

const deedButton = (say: Say, name: DeedName, title: readonly [zh: string, en: string]): Html =>
  otherButton(name, say(...title))

const otherButton = (deed: string, title: string): Html =>
  html`<button name="deed" value="${deed}">${title}</button> `

/** Asked before a command runs for real. */
export function caution(say: Say, wish: Wish, command: string): Html {
  return html`<li class="notice">
    ${say(`「${command}」是命令，会真的写入数据。`, `“${command}” is a command: it really writes.`)}
    <form hx-post="/chat/say" hx-target="closest li" hx-swap="outerHTML">
      <input type="hidden" name="account" value="${wish.account}" />
      <input type="hidden" name="words" value="${wish.words}" />
      <input type="hidden" name="menu" value="${wish.menu}" />
      <input type="hidden" name="sure" value="yes" />
      <button name="deed" value="${wish.deed}">${say('执行', 'Run it')}</button>
    </form>
  </li>`
}

export const notice = (text: string): Html => html`<li class="notice bad" role="alert">${text}</li>`
