/** The door of the console. */
import { describe, expect, test } from 'vitest'
import { keyGate } from '../../src/console/login/gate.ts'
import { openDesk, PASSWORD, visitor } from '../support/console.ts'

const desk = await openDesk()
const PATHS = [
  '/',
  '/chat',
  '/rules',
  '/unanswered',
  '/messages',
  '/messages/messages.csv',
  '/data',
  '/accounts',
]

test.each(PATHS)('%s leads whoever is not logged in to the form', async (path) => {
  const response = await desk.guest.ask(path)
  expect([response.status, response.headers.get('location')]).toEqual([302, '/login'])
})

test.each(PATHS)('the public port knows no %s', async (path) => {
  const response = await fetch(`http://127.0.0.1:${desk.server.port}${path}`, { redirect: 'manual' })
  expect(response.status).toBe(404)
})

test('the session is a cookie that no script reads and no other site sends', async () => {
  const response = await visitor(desk.origin).post('/login', { password: PASSWORD })
  expect([response.status, response.headers.get('location')]).toEqual([303, '/'])
  const [cookie = ''] = response.headers.getSetCookie()
  expect(cookie).toMatch(/HttpOnly/)
  expect(cookie).toMatch(/SameSite=Strict/)
})

test('a cookie that was changed, or made up, opens nothing', async () => {
  const thief = visitor(desk.origin)
  for (const value of ['x', ...desk.cookies.values()].map((text) => `a${text}`)) {
    thief.cookies.set('yingda_session', value)
    expect((await thief.ask('/rules')).status).toBe(302)
  }
})

test('who logs out is out', async () => {
  const user = visitor(desk.origin)
  await user.post('/login', { password: PASSWORD })
  expect((await user.ask('/rules')).status).toBe(200)
  await user.post('/logout')
  expect((await user.ask('/rules')).status).toBe(302)
})

test('a copy of the cookie is worth nothing after the logout, on no node, and other sessions stay', async () => {
  const { origin } = await openDesk({ DATABASE_URL: desk.url })
  const user = visitor(desk.origin)
  await user.post('/login', { password: PASSWORD })
  const copies = [desk.origin, origin].map((node) => {
    const thief = visitor(node)
    for (const [name, value] of user.cookies) thief.cookies.set(name, value)
    return thief
  })
  const statuses = () => Promise.all(copies.map(async (thief) => (await thief.ask('/rules')).status))
  expect(await statuses()).toEqual([200, 200])
  await user.post('/logout')
  expect(await statuses()).toEqual([302, 302])
  expect((await desk.ask('/rules')).status).toBe(200)
})

test('a form of another site is refused, whoever is logged in', async () => {
  const response = await desk.post('/rules/reload', {}, 'https://elsewhere.example')
  expect(response.status).toBe(403)
})

test('a page runs no script but ours, loads nothing from elsewhere and stands in no frame', async () => {
  const policy = (await desk.ask('/rules')).headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).not.toMatch(/unsafe|https?:|\*/)
})

test('a page of the console is not kept by the browser', async () => {
  expect((await desk.ask('/rules')).headers.get('cache-control')).toBe('no-store')
})

describe('the password', () => {
  test('is refused after five wrong ones within a minute, the right one too', async () => {
    const { guest } = await openDesk({ DATABASE_URL: desk.url })
    for (let attempt = 0; attempt < 5; attempt++)
      expect((await guest.post('/login', { password: `wrong ${attempt}` })).status).toBe(403)
    expect((await guest.post('/login', { password: PASSWORD })).status).toBe(429)
  })

  test('is guessed at no more often by asking at once', async () => {
    const { guest } = await openDesk({ DATABASE_URL: desk.url })
    const guesses = Array.from({ length: 12 }, (_, at) => guest.post('/login', { password: `wrong ${at}` }))
    const statuses = (await Promise.all(guesses)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 403)).toHaveLength(5)
    expect(statuses.filter((status) => status === 429)).toHaveLength(7)
  })

  test('once changed ends the sessions of the old one; the same one keeps them across nodes and restarts', async () => {
    const same = await openDesk({ DATABASE_URL: desk.url })
    const changed = await openDesk({ DATABASE_URL: desk.url, CONSOLE_PASSWORD: 'another one entirely' })
    const status = async (origin: string) => {
      const user = visitor(origin)
      for (const [name, value] of desk.cookies) user.cookies.set(name, value)
      return (await user.ask('/rules')).status
    }
    expect(await status(same.origin)).toBe(200)
    expect(await status(changed.origin)).toBe(302)
  })
})

test('a password is asked for by the form alone, and no address uses up its attempts', async () => {
  const { guest } = await openDesk({ DATABASE_URL: desk.url })
  for (let attempt = 0; attempt < 6; attempt++)
    expect((await guest.ask(`/login?key=${encodeURIComponent(PASSWORD)}`)).status).toBe(200)
  expect((await guest.post('/login', { password: PASSWORD })).status).toBe(303)
})

test('a form that is far too large is not read, before the login least of all', async () => {
  const { guest, post } = desk
  expect((await guest.post('/login', { password: 'x'.repeat(100_000) })).status).toBe(413)
  expect((await post('/chat/say', { words: 'x'.repeat(100_000) })).status).toBe(413)
})

test('wrong keys, which any page can send by a picture, do not shut out who has the right one', async () => {
  const { server, guest } = await openDesk({ DATABASE_URL: desk.url, CONSOLE_PASSWORD: '' })
  for (let attempt = 0; attempt < 6; attempt++)
    expect((await guest.ask(`/login?key=wrong${attempt}`)).status).toBe(403)
  expect((await guest.ask(server.console)).status).toBe(303)
})

test('a key opens once, also for two who come at once', async () => {
  const gate = keyGate(() => {})
  const key = gate.key() ?? ''
  const opened = await Promise.all([gate.opens(key), gate.opens(key)])
  expect(opened.filter(Boolean)).toHaveLength(1)
})

test('without a password the link of the start opens once, and then there is another', async () => {
  const { server, links } = await openDesk({ DATABASE_URL: desk.url, CONSOLE_PASSWORD: '' })
  const [first, second] = [visitor(server.console), visitor(server.console)]
  expect((await first.ask(server.console)).status).toBe(303)
  expect((await first.ask('/rules')).status).toBe(200)
  expect((await second.ask(server.console)).status).toBe(403)
  expect(links).toHaveLength(1)
  expect((await second.ask(links[0] ?? '')).status).toBe(303)
})

describe('the language', () => {
  test('is the browser’s, and the chosen one once it is chosen', async () => {
    const headers = { 'Accept-Language': 'en-GB,en;q=0.9' }
    const text = async (path: string) => (await desk.guest.ask(path, { headers })).text()
    expect(await text('/login')).toContain('lang="en"')
    expect(await text('/login?language=zh')).toContain('lang="zh-CN"')
    expect(await text('/login')).toContain('lang="zh-CN"')
  })

  test('changes on the page that says why a file was not received', async () => {
    const page = await (await desk.post('/data/parts/imports')).text()
    const [, link = ''] = /href="([^"]+language=en)"/.exec(page) ?? []
    expect((await desk.ask(link)).headers.get('location')).toBe('/data/parts')
    await desk.ask('/rules?language=zh')
  })

  test('is Chinese for a browser that names neither', async () => {
    const response = await visitor(desk.origin).ask('/login', { headers: { 'Accept-Language': 'fr' } })
    expect(await response.text()).toContain('lang="zh-CN"')
  })
})
