/** Names that JavaScript keeps for itself, from every side that names come from. */
import { expect, test } from 'vitest'
import { accountsSchema } from '../../src/account-settings.ts'
import { callbackQuery } from '../../src/web/callback-query.ts'
import { parseXml } from '../../src/wechat/xml.ts'
import { openDesk } from '../support/console.ts'
import { contentOf, signedQuery, textXml } from '../support/wechat.ts'

const NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty']
const desk = await openDesk()

/** Nothing that was sent is found on an object that nobody has touched. */
const expectClean = () => {
  const untouched = {} as Record<string, unknown>
  expect([untouched['polluted'], untouched['MsgType'], untouched['signature']]).toEqual(
    Array(3).fill(undefined),
  )
  expect(Object.keys(Object.prototype)).toEqual([])
}

test.each(NAMES)(
  '%s pollutes nothing as an element, a parameter, a field, an account, a table or a column',
  async (name) => {
    const element = `<${name}><polluted>1</polluted><MsgType>x</MsgType></${name}>`
    const send = async (query: string, body: string) => {
      const url = `http://127.0.0.1:${desk.server.port}/wechat?${query}`
      return contentOf(await (await fetch(url, { method: 'POST', body })).text())
    }
    expect(await send(`${signedQuery()}&${name}=1&${name}[polluted]=1`, textXml('?99-999', element))).toBe(
      '没有找到零件[99-999]',
    )
    expect((await fetch(`http://127.0.0.1:${desk.server.port}/wechat/${name}?${signedQuery()}`)).status).toBe(
      404,
    )
    expect(Object.getPrototypeOf(parseXml(`<xml>${element}</xml>`))).toBe(null)
    expect(callbackQuery(`/wechat?${name}=x&signature=s`)).toMatchObject({ signature: 's', repeated: false })

    const fields = { [name]: 'polluted', [`${name}.polluted`]: '1', [`${name}[polluted]`]: '1' }
    for (const path of ['/login', '/chat/say', '/logout/not']) await desk.guest.post(path, fields)
    await desk.post('/chat/say', { ...fields, words: '?99-999' })
    for (const path of [`/data/${name}`, `/assets/${name}`, `/rules/${name}`, `/messages?outcome=${name}`])
      expect([200, 404]).toContain((await desk.ask(path)).status)

    const body = new FormData()
    body.set('file', new Blob([`code,workstation,${name}\r\n1-1,x,polluted\r\n`]), 'x.csv')
    await desk.ask('/data/parts/imports', { method: 'POST', body, headers: { Origin: desk.origin } })
    const parsed = accountsSchema.safeParse(JSON.parse(`{"${name}":{"token":"abc","polluted":"1"}}`))
    expect(parsed.success && Object.hasOwn(parsed.data, name)).toBe(false)
    expectClean()
  },
)
