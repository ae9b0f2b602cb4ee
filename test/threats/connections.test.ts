/** What strangers can do with connections alone, on the listener as it is, over real sockets. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { listen, type Patience } from '../../src/listen.ts'
import { testApp } from '../support/app.ts'
import { migratedDatabase } from '../support/database.ts'
import { contentOf, signedQuery, textXml } from '../support/wechat.ts'

const { app } = await testApp(await migratedDatabase())
const SHORT: Patience = { headersMs: 1_500, requestMs: 2_500, silenceMs: 2_500 }
/** The listener looks once a second. */
const SOON_MS = 15_000

const place = { port: 0, host: '127.0.0.1', setting: 'PORT' } as const
const { port, cut } = await listen(app.fetch, place, SHORT)
afterAll(cut)

const HEAD = `POST /wechat?${signedQuery()} HTTP/1.1\r\nHost: x\r\n`

function stranger(): Socket {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {}) // being cut off is the point
  return socket
}

/** What comes back until the listener hangs up; fails where it does not. */
async function untilCut(socket: Socket): Promise<string> {
  let got = ''
  socket.on('data', (chunk) => (got += chunk)).resume()
  const closed = socket.closed || once(socket, 'close').then(() => true)
  const isCut = await Promise.race([closed, sleep(SOON_MS, false)])
  expect(isCut, 'still connected').toBe(true)
  return got
}

/** Sends another piece every so often, for as long as it can. */
function drip(socket: Socket, first: string, piece: string): Socket {
  socket.write(first)
  const timer = setInterval(() => socket.write(piece), 100)
  return socket.once('close', () => clearInterval(timer))
}

const fanReads = async (): Promise<string> => {
  const url = `http://127.0.0.1:${port}/wechat?${signedQuery()}`
  const response = await fetch(url, { method: 'POST', body: textXml('?99-999') })
  return contentOf(await response.text())
}
const ANSWER = '没有找到零件[99-999]'

const cases: readonly [string, () => Socket][] = [
  ['who connects and says nothing', stranger],
  ['whose headers drip in', () => drip(stranger(), HEAD, 'X-Drip: 1\r\n')],
  ['whose body drips in', () => drip(stranger(), `${HEAD}Content-Length: 10000\r\n\r\n<xml>`, 'x')],
  ['whose chunks drip in', () => drip(stranger(), `${HEAD}Transfer-Encoding: chunked\r\n\r\n`, '1\r\nx\r\n')],
]
test.each(cases)('a stranger %s is cut off, and fans are answered meanwhile', async (_, open) => {
  const sockets = Array.from({ length: 30 }, open)
  expect(await fanReads()).toBe(ANSWER)
  for (const got of await Promise.all(sockets.map(untilCut))) expect(got).not.toContain('200 OK')
})

test('who asks for much and reads nothing of it is cut off too', async () => {
  const { port: bulky, cut: cutBulky } = await listen(() => new Response('x'.repeat(2e7)), place, {
    ...SHORT,
    silenceMs: 500,
  })
  afterAll(cutBulky)
  const socket = connect(bulky, '127.0.0.1').pause()
  socket.on('error', () => {}).write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
  await sleep(3_000)
  expect((await untilCut(socket)).length).toBeLessThan(2e7)
})

test.each([
  ['one long header', `X-Long: ${'x'.repeat(100_000)}\r\n`],
  ['very many headers', 'X-Many: 1\r\n'.repeat(10_000)],
  ['a long address', undefined],
])('a flood of %s is refused with 431 before anything is computed', async (_, headers) => {
  const socket = stranger()
  socket.write(headers ? HEAD + headers : `GET /wechat?${'x'.repeat(100_000)} HTTP/1.1\r\n`)
  expect(await untilCut(socket)).toMatch(/^HTTP\/1.1 431 /)
  expect(await fanReads()).toBe(ANSWER)
})

test.each([
  ['two lengths', 'Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello'],
  ['a length beside chunks', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  ['chunks that are not last', 'Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n'],
])('a request with %s, which two servers would cut in two places, is refused', async (_, rest) => {
  const socket = stranger()
  socket.write(HEAD + rest)
  expect(await untilCut(socket)).toMatch(/^HTTP\/1.1 400 /)
})
