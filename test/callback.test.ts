import { beforeAll, describe, expect, test } from 'vitest'
import { parts } from '../drizzle/schema.ts'
import { migratedDatabase } from './support/database.ts'
import { testApp } from './support/app.ts'
import { ACCOUNT_ID, contentOf, FAN, signedQuery, textXml, TOKEN } from './support/wechat.ts'

const database = await migratedDatabase()
const { app, post, say } = await testApp(database)
const ANSWER = '[18-546]的工作台位为[车体新厂房3号]'

beforeAll(async () => {
  await database.write.insert(parts).values([
    { code: '18-546', workstation: '车体新厂房3号' },
    { code: '018-546', workstation: '另一个' },
  ])
})

describe('the handshake', () => {
  test('echoes a 19-digit echostr to the byte', async () => {
    const response = await app.request(`/wechat?${signedQuery()}&echostr=4375120948345356249`)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/)
    expect(await response.text()).toBe('4375120948345356249')
  })
  test('never echoes what is not signed', async () => {
    const response = await app.request(`/wechat?${signedQuery('Other')}&echostr=42`)
    expect([response.status, await response.text()]).toEqual([403, 'forbidden'])
  })
})

describe('a signed question', () => {
  test('is answered in WeChat’s XML, with To and From swapped and our seconds', async () => {
    const { status, type, text } = await post(textXml('?18-546'))
    expect([status, type]).toEqual([200, 'application/xml; charset=utf-8'])
    expect(text).toBe(
      `<xml><ToUserName><![CDATA[${FAN}]]></ToUserName><FromUserName><![CDATA[${ACCOUNT_ID}]]></FromUserName>` +
        `<CreateTime>1767225651</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[${ANSWER}]]></Content></xml>`,
    )
  })
  test('is answered under the name of its account too', async () => {
    expect((await post(textXml('?18-546'), signedQuery(), '/wechat/main')).text).toContain(ANSWER)
    expect((await post(textXml('?18-546'), signedQuery(), '/wechat/nobody')).status).toBe(404)
  })
  test('keeps a leading zero: 018-546 is another part', async () => {
    expect(await say('?018-546')).toBe('[018-546]的工作台位为[另一个]')
  })
})

describe('403, before anything is parsed', () => {
  const query = new URLSearchParams(signedQuery())
  const without = (name: string) => {
    const rest = new URLSearchParams(query)
    rest.delete(name)
    return rest.toString()
  }
  test.each([
    ['forged', signedQuery('Forged')],
    ['without any parameter', ''],
    ['without signature', without('signature')],
    ['without timestamp', without('timestamp')],
    ['without nonce', without('nonce')],
    ['with a second signature', `${query}&signature=${query.get('signature')}`],
    ['with a second timestamp', `${query}&timestamp=1767225600`],
    ['with a second nonce', `${query}&nonce=1`],
    [
      'in upper-case hex',
      String(query).replace(/signature=(\w+)/, (all) => all.toUpperCase().replace('SIGNATURE', 'signature')),
    ],
    ['cut to 39 characters', String(query).replace(/(signature=\w{39})\w/, '$1')],
  ])('a request %s', async (_, broken) => {
    for (const body of [textXml('?18-546'), 'not xml', 'x'.repeat(2 << 20)]) {
      expect((await post(body, broken)).status).toBe(403)
    }
  })
})

describe('a signed body that is no message', () => {
  const message = textXml('?18-546')
  test.each([
    ['empty', '', 400],
    ['not XML', 'hello', 400],
    ['of 2 MB', `<xml>${'x'.repeat(2 << 20)}</xml>`, 413],
    ['with a DOCTYPE', `<!DOCTYPE xml [<!ENTITY x SYSTEM "file:///etc/passwd">]>${message}`, 400],
    ['without MsgType', message.replace(/<MsgType>.*<\/MsgType>/, ''), 400],
    ['cut off', message.slice(0, -10), 400],
    ['with two roots', message + message, 400],
    ['with Content twice', message.replace('</xml>', '<Content>x</Content></xml>'), 400],
    ['of deep nesting', `${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}`, 400],
  ])('%s is refused', async (_, body, status) => {
    expect((await post(body)).status).toBe(status)
  })
  test('an element named __proto__ is ignored, and the question answered', async () => {
    const odd =
      '<__proto__><polluted>1</polluted></__proto__><constructor>1</constructor><prototype>1</prototype></xml>'
    expect((await post(message.replace('</xml>', odd))).text).toContain(ANSWER)
    expect(({} as { polluted?: string }).polluted).toBeUndefined()
  })
})

describe('odd text reaches the rules unchanged', () => {
  test.each(['007', '1e5', 'true', '   ', '', '🎉🎉', 'a]]>b', '\u0001x', '?'.repeat(700)])(
    '%j gets a valid reply',
    async (content) => {
      const { status, text } = await post(textXml(content))
      expect(status).toBe(200)
      expect(contentOf(text)).not.toBe('')
    },
  )
  test('007, 1e5 and true are not turned into other values on their way', async () => {
    await database.write.insert(parts).values({ code: '7-5', workstation: 'wrong' })
    for (const typed of ['007-5', '07-5']) expect(await say(`?${typed}`)).toBe(`没有找到零件[${typed}]`)
    expect(await say('?1e5')).toBe('零件编号形如 18-546，例如：?18-546')
  })
})

test('the health check tells whether MySQL answers', async () => {
  expect((await app.request('/healthz')).status).toBe(200)
  const broken = await testApp({ ...database, ping: () => Promise.reject(new Error('away')) })
  expect((await broken.app.request('/healthz')).status).toBe(503)
})

test('a thousand health checks at once ask MySQL once', async () => {
  let pings = 0
  const ping = () => (pings++, database.ping())
  const { app } = await testApp({ ...database, ping })
  const answers = await Promise.all(Array.from({ length: 1_000 }, () => app.request('/healthz')))
  expect([new Set(answers.map(({ status }) => status)), pings]).toEqual([new Set([200]), 1])
  await app.request('/healthz')
  expect(pings).toBe(2)
})

test('an account’s token is no part of any answer', async () => {
  for (const body of [textXml('?18-546'), 'junk']) expect((await post(body)).text).not.toContain(TOKEN)
})
