/** A phone on the page, and beside it how each message was answered. */
import { Hono } from 'hono'
import { html } from 'hono/html'
import { streamSSE } from 'hono/streaming'
import type { Accounts } from '../../accounts.ts'
import type { Pending } from '../../db/pending.ts'
import type { FanOf } from '../../answer/fan.ts'
import type { Log } from '../../log.ts'
import { messageFrom } from '../../wechat/message.ts'
import { answers, bubbles } from '../chat/bubbles.ts'
import { commandIn } from '../chat/caution.ts'
import { caution, notice, phone } from '../chat/phone.ts'
import { fanOfSession, send, type SendDeps } from '../chat/send.ts'
import { traceOf } from '../chat/trace.ts'
import { isText, letterOf, wishSchema, type Wish } from '../chat/wish.ts'
import type { Env, PageContext } from '../env.ts'
import { page } from '../layout.ts'

export type ChatDeps = SendDeps & {
  readonly accounts: Pick<Accounts, 'find' | 'names'>
  readonly pending: Pending
  readonly fanOf: FanOf
  readonly log: Log
}

export function chatPages(deps: ChatDeps): Hono<Env> {
  const { accounts, tries, log } = deps
  const app = new Hono<Env>()

  app.get('/', (c) => {
    const say = c.get('say')
    const session = c.get('session')
    const said = tries.of(session)
    const names = accounts.names()
    const account =
      names.find((name) => name === c.req.query('account')) ?? said.at(-1)?.account ?? names[0] ?? ''
    const shown = tries.find(c.req.query('try') ?? '', session) ?? said.at(-1)
    const body = html`<div class="chat">
      ${phone(say, { accounts: names, account, said })}
      <section id="trace" class="trace" aria-live="polite" aria-label="${say('经过', 'Trace')}">
        ${shown ? traceOf(say, shown) : say('发一句话，这里会显示它是怎么被回答的。', 'Say something: here you see how it is answered.')}
      </section>
    </div>`
    return page(c, { title: say('聊天', 'Chat'), body, scripts: ['sse.js', 'chat.js'] })
  })

  app.post('/say', async (c) => {
    const say = c.get('say')
    const session = c.get('session')
    const parsed = wishSchema.safeParse(await c.req.parseBody())
    if (!parsed.success) return c.html(notice(say('这句话太长了。', 'That is too long.')))
    const wish = parsed.data
    const account = accounts.find(wish.account)
    if (!account) return c.html(notice(say('没有这个公众号。', 'There is no such account.')))
    const letter = letterOf(say, wish, fanOfSession(session))
    if (typeof letter === 'string') return c.html(notice(letter))
    const command = wish.sure ? undefined : await commandOf(wish, letter.message)
    if (command !== undefined) return c.html(caution(say, wish, command))
    const { deed } = wish
    log.info({ action: 'chat', session, account: account.name, deed }, 'console')
    const one = await send(deps, {
      ...{ session, account, ...letter },
      times: deed === 'twice' ? 2 : 1,
      isSlow: deed === 'slow',
    })
    return c.html(bubbles(say, one))
  })

  async function commandOf(
    wish: Wish,
    fields: Parameters<typeof messageFrom>[0],
  ): Promise<string | undefined> {
    if (!isText(wish)) return undefined
    const { router } = deps.rules.current().of(wish.account)
    const fan = deps.fanOf(messageFrom(fields), wish.account)
    const waiting = router.asks ? await deps.pending.of(fan, '').catch(() => undefined) : undefined
    return commandIn(wish.words, router, waiting)
  }

  app.get('/tries/:id', (c) => {
    const one = tries.find(c.req.param('id'), c.get('session'))
    return one ? c.html(traceOf(c.get('say'), one)) : c.notFound()
  })

  app.get('/tries/:id/live', (c) => live(c, deps))
  return app
}

/** Whatever changes is sent as it is then, until the message is done. */
function live(c: PageContext, { tries }: ChatDeps) {
  const say = c.get('say')
  const one = tries.find(c.req.param('id') ?? '', c.get('session'))
  if (!one) return c.notFound()
  return streamSSE(c, async (stream) => {
    let wake = () => {}
    const changed = () => wake()
    one.events.on('changed', changed)
    stream.onAbort(changed)
    try {
      while (!stream.aborted) {
        const next = new Promise<void>((resolve) => (wake = resolve))
        const isDone = one.isDone
        await stream.writeSSE({ event: 'answers', data: String(await answers(say, one)) })
        await stream.writeSSE({ event: 'trace', data: String(await traceOf(say, one)) })
        if (isDone) break
        await next
      }
      await stream.writeSSE({ event: 'done', data: '' })
    } finally {
      one.events.off('changed', changed)
    }
  })
}
