/** The frame of every page: head, navigation, language. */
import { html } from 'hono/html'
import type { PageContext } from './env.ts'

/** What `html` makes of a template. */
export type Html = ReturnType<typeof html>

export type Page = {
  readonly title: string
  readonly body: Html
  /** Scripts of the page's own, as `assets.ts` names them. */
  readonly scripts?: readonly string[]
}

const NAVIGATION = [
  ['/', '概况', 'Overview'],
  ['/chat', '聊天', 'Chat'],
  ['/rules', '规则', 'Rules'],
  ['/unanswered', '没答上的', 'Unanswered'],
  ['/messages', '消息', 'Messages'],
  ['/data', '数据', 'Data'],
  ['/accounts', '公众号', 'Accounts'],
] as const

export function page(c: PageContext, { title, body, scripts = [] }: Page) {
  const say = c.get('say')
  const { path } = c.req
  const isHere = (href: string) => (href === '/' ? path === '/' : path.startsWith(href))
  return c.html(
    document(
      c,
      title,
      html`<header>
          <nav aria-label="${say('主菜单', 'Main menu')}">
            <ul>
              <li><strong>应答</strong></li>
              ${NAVIGATION.map(
                ([href, zh, en]) =>
                  html`<li>
                    <a href="${href}" ${isHere(href) ? html`aria-current="page"` : ''}>${say(zh, en)}</a>
                  </li>`,
              )}
            </ul>
            <ul>
              <li>${languageLink(c)}</li>
              <li>
                <form method="post" action="/logout">
                  <button class="quiet">${say('退出', 'Log out')}</button>
                </form>
              </li>
            </ul>
          </nav>
        </header>
        <main>
          <h1>${title}</h1>
          ${body}
        </main>`,
      scripts,
    ),
  )
}

/** A whole document; the login has it without the navigation. */
export function document(c: PageContext, title: string, body: Html, scripts: readonly string[] = []): Html {
  const { language } = c.get('say')
  return html`<!doctype html>
    <html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="htmx-config" content='{"includeIndicatorStyles":false,"allowEval":false}' />
        <title>${title} · 应答</title>
        <link rel="icon" href="/assets/icon.svg" />
        <link rel="stylesheet" href="/assets/pico.css" />
        <link rel="stylesheet" href="/assets/console.css" />
        ${['htmx.js', 'times.js', ...scripts].map((name) => html`<script src="/assets/${name}" defer></script>`)}
      </head>
      <body>
        ${body}
      </body>
    </html>`
}

/** The same page in the other language. */
export function languageLink(c: PageContext): Html {
  const other = c.get('say').language === 'zh' ? 'en' : 'zh'
  const query = new URLSearchParams({ ...c.req.query(), language: other })
  query.delete('key')
  return html`<a href="${c.req.path}?${query.toString()}" lang="${other}"
    >${other === 'zh' ? '中文' : 'English'}</a
  >`
}
