import { html } from 'hono/html'
import type { Contact, Contacts, Kind, Refused } from '../../web/contacts.ts'
import { wordsOf } from '../../wechat/refusal-words.ts'
import type { Say } from '../language.ts'
import type { Html } from '../layout.ts'
import { timeOf } from '../time.ts'

/** Newest first, the good one among the refused. */
export function contactHistory(say: Say, name: string, kind: Kind, contacts: Contacts): Html {
  const { passed, refused } = contacts.seen(name, kind)
  const all: (Contact | Refused)[] = [...refused, ...(passed ? [passed] : [])]
  if (all.length === 0) return html`<p class="muted">${say('启动以来还没有。', 'None since the start.')}</p>`
  all.sort((one, other) => other.at - one.at)
  return html`<ul class="history">
    ${all.map((contact) => html`<li>${line(say, kind, contact)}</li>`)}
  </ul>`
}

function line(say: Say, kind: Kind, contact: Contact | Refused): Html {
  const when = html`${timeOf(new Date(contact.at))} ${fromWhere(say, contact.from)}`
  if ('refusal' in contact)
    return html`<span class="bad">✗ ${say('拒绝', 'refused')}</span> ${when}
      <br />${say(...wordsOf(contact.refusal))}`
  const good = kind === 'handshake' ? say('通过', 'passed') : say('收到', 'received')
  return html`<span class="good">✓ ${good}</span> ${when}`
}

function fromWhere(say: Say, from: string): Html | string {
  if (from === '') return ''
  const note = isLoopback(from)
    ? say(
        '（本机：控制台的聊天、npm run fan，或没有传 X-Forwarded-For 的代理）',
        ' (this machine: the chat, npm run fan, or a proxy that passes no X-Forwarded-For on)',
      )
    : ''
  return html`${say('来自', 'from')} <code>${from}</code><small class="muted">${note}</small>`
}

const isLoopback = (address: string): boolean => /^(127\.|::1$)/.test(address)
