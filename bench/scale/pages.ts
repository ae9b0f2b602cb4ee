/** How long the console takes for each page, for somebody who is logged in. */
import { PASSWORD } from '../servers.ts'
import { median } from '../summary.ts'

/** Milliseconds by the page's name; whole answers, without what a browser does with them. */
export type Pages = Readonly<Record<string, number>>

const PATHS: Readonly<Record<string, string>> = {
  overview: '/',
  'overview, a month': '/?span=month',
  'its chart': '/figures.json?span=month',
  rules: '/rules',
  'one rule': '/rules/part-location',
  unanswered: '/unanswered',
  messages: '/messages',
  'messages, a text of many': '/messages?text=-',
  'messages, a text of nobody’s': '/messages?text=%E6%B2%A1%E4%BA%BA%E8%AF%B4%E8%BF%87',
  data: '/data',
  'data, one table': '/data/parts',
}
const TIMES = 5

/** Of each page the median, after one request that warms up. */
export async function timePages(console: string): Promise<Pages> {
  const { origin } = new URL(console)
  const Cookie = await logIn(origin)
  const pages: [string, number][] = []
  for (const [name, path] of Object.entries(PATHS)) {
    const times: number[] = []
    for (let time = 0; time <= TIMES; time++) times.push(await timed(new URL(path, origin), Cookie))
    pages.push([name, median(times.slice(1))])
  }
  return Object.fromEntries(pages)
}

async function timed(url: URL, Cookie: string): Promise<number> {
  const start = performance.now()
  const response = await fetch(url, { redirect: 'manual', headers: { Cookie } })
  await response.arrayBuffer()
  if (response.status !== 200) throw new Error(`${url.pathname} of the console answers ${response.status}`)
  return performance.now() - start
}

async function logIn(origin: string): Promise<string> {
  const response = await fetch(`${origin}/login`, {
    ...{ method: 'POST', redirect: 'manual', headers: { Origin: origin } },
    body: new URLSearchParams({ password: PASSWORD }),
  })
  const [cookie] = response.headers.getSetCookie()
  if (!cookie) throw new Error(`the console lets nobody in: ${response.status}`)
  return cookie.split(';')[0] ?? ''
}
