/** The public listener on a real port, so that what is sent is what WeChat would send. */
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { afterAll } from 'vitest'
import type { Hono } from 'hono'
import { signedQuery } from './wechat.ts'

export async function listen(app: Hono) {
  const server = createAdaptorServer({ fetch: app.fetch }) as Server
  server.keepAliveTimeout = 60_000 // on a busy machine the client's next request may come after the usual five seconds
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  afterAll(() => void server.close())
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const post = async (body: string | Buffer, path = '/wechat', query = signedQuery()) => {
    const response = await fetch(`${origin}${path}?${query}`, { method: 'POST', body })
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      text: await response.text(),
    }
  }
  return { origin, post }
}
