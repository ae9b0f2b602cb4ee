/** The chat as the phone shows it. */
import { html } from 'hono/html'
import { piecesOf, type Piece } from '../../platform/links.ts'
import { FAULT_TEXT, type Delivered } from '../../platform/platform.ts'
import { readableReply } from '../../wechat/readable-reply.ts'
import type { Say } from '../language.ts'
import type { Html } from '../layout.ts'
import type { Try } from './tries.ts'

/** What the fan sent and what came of it; lives on by itself until it is done. */
export function bubbles(say: Say, one: Try): Html {
  return html`<li class="mine">
      <a href="/chat?try=${one.id}" hx-get="/chat/tries/${one.id}" hx-target="#trace" class="bubble"
        >${one.label}</a
      >
    </li>
    ${
      one.isDone
        ? answers(say, one)
        : html`<li class="plain" hx-ext="sse" sse-connect="/chat/tries/${one.id}/live" sse-close="done">
            <ul sse-swap="answers">
              ${answers(say, one)}
            </ul>
            <div sse-swap="trace" hx-target="#trace"></div>
          </li>`
    }`
}

export function answers(say: Say, one: Try): Html {
  const waiting = one.isDone
    ? ''
    : html`<li class="theirs">
        <span class="bubble" aria-busy="true">${say('等待回复', 'Waiting for the reply')}</span>
      </li>`
  return html`${one.delivered.map((delivered) => answer(say, one, delivered))}${waiting}`
}

function answer(say: Say, { account }: Try, delivered: Delivered): Html {
  switch (delivered.kind) {
    case 'silence':
      return html`<li class="notice">${say('（公众号没有回复）', '(no reply)')}</li>`
    case 'fault':
      return html`<li class="notice bad">${FAULT_TEXT}</li>`
    case 'reply': {
      const { reply } = delivered
      const inside =
        reply.MsgType === 'text'
          ? piecesOf(reply.Content).map((piece) => pieceOf(piece, account))
          : readableReply(reply)
      return html`<li class="theirs"><div class="bubble">${inside}</div></li>`
    }
  }
}

/** A link that sends its text is a button here. */
function pieceOf(piece: Piece, account: string): Html {
  switch (piece.kind) {
    case 'words':
      return html`<span class="words">${piece.text}</span>`
    case 'page':
      if (!/^https?:/i.test(piece.url)) return html`<span class="words">${piece.text}</span>`
      return html`<a href="${piece.url}" rel="noreferrer" target="_blank">${piece.text}</a>`
    case 'tap':
      return html`<form hx-post="/chat/say" hx-target="#phone" hx-swap="beforeend" class="tap">
        <input type="hidden" name="account" value="${account}" />
        <input type="hidden" name="words" value="${piece.send}" />
        <input type="hidden" name="menu" value="${piece.id}" />
        <button name="deed" value="tap" class="quiet">${piece.text}</button>
      </form>`
  }
}
