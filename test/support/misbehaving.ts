/** A server that answers as the test says, and what it was asked. */
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll } from 'vitest'

export type Asked = { readonly query: string; readonly body: string; readonly at: number; closedAt?: number }

/** `answer` is told how many requests came before. */
export async function misbehaving(answer: (response: ServerResponse, earlier: number) => void) {
  const asked: Asked[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const [, query = ''] = (request.url ?? '').split('?')
    const one: Asked = { query, body: Buffer.concat(chunks).toString(), at: performance.now() }
    request.socket.once('close', () => (one.closedAt = performance.now()))
    answer(response, asked.push(one) - 1)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/wechat`, asked }
}
