/** The whole server in this process, as `serve` builds it, and somebody who is logged in to its console. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { readConfig } from '../../src/config.ts'
import type { Log } from '../../src/log.ts'
import { serve } from '../../src/serve.ts'
import { emptyDatabase } from './database.ts'
import { TOKEN } from './wechat.ts'
import { keepSecret, keepSecretsOf, quietLog } from './outputs.ts'

export const PASSWORD = 'correct horse battery'

export type Desk = Awaited<ReturnType<typeof openDesk>>

export async function openDesk(env: NodeJS.ProcessEnv = {}, log: Log = quietLog()) {
  const DATA_DIR = mkdtempSync(join(tmpdir(), 'yingda-desk-'))
  const url = env['DATABASE_URL'] ?? (await emptyDatabase())
  const links: string[] = []
  const settings = {
    ...{ DATABASE_URL: url, DATA_DIR, WECHAT_TOKEN: TOKEN, RULES_DIR: 'test/house', PORT: '0' },
    ...{ CONSOLE_PORT: '0', CONSOLE_PASSWORD: PASSWORD, ACCOUNTS_FILE: join(DATA_DIR, 'accounts.json') },
    ...{ NODE_ENV: 'production' },
    ...env,
  }
  keepSecretsOf(settings)
  const server = await serve(readConfig(settings), log, (link) => links.push(link))
  afterAll(async () => {
    await server.stop()
    rmSync(DATA_DIR, { recursive: true, force: true })
  })
  const origin = new URL(server.console).origin
  return { server, url, origin, links, guest: visitor(origin), ...(await loggedIn(origin, env)) }
}

async function loggedIn(origin: string, env: NodeJS.ProcessEnv) {
  const user = visitor(origin)
  if (env['CONSOLE_PASSWORD'] !== '') await user.post('/login', { password: PASSWORD })
  return user
}

/** A browser without scripts: it keeps cookies and follows nothing. */
export function visitor(origin: string) {
  const cookies = new Map<string, string>()
  async function ask(path: string, init: RequestInit = {}) {
    const Cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
    const response = await fetch(new URL(path, origin), {
      redirect: 'manual',
      ...init,
      headers: { 'Accept-Language': 'zh-CN', Cookie, ...(init.headers as Record<string, string>) },
    })
    for (const set of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (set.split(';')[0] ?? '').split(/=(.*)/s)
      cookies.set(name, value)
      if (name === 'yingda_session') keepSecret(value)
    }
    return response
  }
  const form = (fields: Record<string, string>, origins: string) => ({
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { Origin: origins },
  })
  return {
    cookies,
    ask,
    text: async (path: string) => (await ask(path)).text(),
    post: (path: string, fields: Record<string, string> = {}, from = origin) => ask(path, form(fields, from)),
  }
}
