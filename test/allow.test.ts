/** Who may call: a server with its settings, called from several addresses of this machine, as IPv4 and as IPv6 has them. */
import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import pino from 'pino'
import { describe, expect, test } from 'vitest'
import { openDesk } from './support/console.ts'
import { contentOf, signedQuery, textXml } from './support/wechat.ts'

const [WECHAT, PROXY, STRANGER] = ['127.0.0.5', '127.0.0.9', '127.0.0.7']
const lines: string[] = []
const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) })
const LISTED = { WECHAT_ADDRESSES: `203.0.113.0/24, ${WECHAT}, 2001:db8::/32` }
const desk = await openDesk({ ...LISTED, TRUSTED_PROXIES: `${PROXY},10.0.0.0/8,fd00::/8` }, log)
const narrow = await openDesk({ ...LISTED, DATABASE_URL: desk.url, HOST: '127.0.0.1' })
const open = await openDesk({ DATABASE_URL: desk.url })

/** What a fan reads, or the status that is not 200. */
async function call({ server } = desk, from: string, forwarded?: string): Promise<string | number> {
  const headers = forwarded === undefined ? {} : { 'X-Forwarded-For': forwarded }
  const path = `/wechat?${signedQuery()}`
  const asked = request({
    ...{ host: '127.0.0.1', port: server.port, localAddress: from, path, method: 'POST', headers },
  })
  asked.end(textXml('?18-546'))
  const [response] = (await once(asked, 'response')) as [IncomingMessage]
  const body = await text(response)
  return response.statusCode === 200 ? contentOf(body) : (response.statusCode ?? 0)
}
const ANSWER = '没有找到零件[18-546]'

test('without a list anybody may call', async () => {
  expect([await call(open, STRANGER), await call(open, WECHAT)]).toEqual([ANSWER, ANSWER])
})

describe('with one', () => {
  test.each([
    ['an address of the list', WECHAT, undefined, ANSWER],
    ['any other', STRANGER, undefined, 403],
    ['one that says to be another', STRANGER, WECHAT, 403],
    ['an address of the list, whatever it says to be', WECHAT, STRANGER, ANSWER],
    ['a proxy that was called from the list', PROXY, WECHAT, ANSWER],
    ['a proxy that was called from a network of the list', PROXY, '203.0.113.77', ANSWER],
    ['a proxy that was called by IPv6', PROXY, '2001:db8:0:0::7', ANSWER],
    ['a proxy that was called by IPv4 written as IPv6', PROXY, '::ffff:203.0.113.77', ANSWER],
    ['a proxy that was called by another', PROXY, STRANGER, 403],
    ['a proxy whose caller has written a list address before its own', PROXY, `${WECHAT}, ${STRANGER}`, 403],
    ['a proxy behind a proxy', PROXY, `${STRANGER}, ${WECHAT},10.1.2.3 , fd00::1`, ANSWER],
    ['a proxy that does not say by whom it was called', PROXY, undefined, 403],
    ['a proxy that was called by nonsense', PROXY, `${WECHAT}, unknown`, 403],
    ['a proxy that was called by nobody', PROXY, `${WECHAT}, `, 403],
  ])('%s', async (_, from, forwarded, expected) => {
    expect(await call(desk, from, forwarded)).toBe(expected)
  })

  test('and no proxies, what a proxy says counts for nothing', async () => {
    expect([await call(narrow, PROXY, WECHAT), await call(narrow, WECHAT)]).toEqual([403, ANSWER])
  })

  test('the log and the console say who was turned away, at the handshake too', async () => {
    lines.length = 0
    await call(desk, STRANGER)
    await fetch(`http://127.0.0.1:${desk.server.port}/wechat?${signedQuery()}&echostr=1`)
    const told = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(told).toMatchObject([
      { msg: 'refused', method: 'POST', reason: `来自 ${STRANGER}，WECHAT_ADDRESSES 里没有这个地址` },
      { msg: 'refused', method: 'GET', reason: '来自 127.0.0.1，WECHAT_ADDRESSES 里没有这个地址' },
    ])
    expect(await desk.text('/accounts')).toContain(`${STRANGER}，WECHAT_ADDRESSES 里没有这个地址`)
  })
})
