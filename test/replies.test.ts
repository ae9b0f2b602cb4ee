/** What a rule may reply beside text, and what becomes of a reply that WeChat would refuse. */
import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import {
  answer,
  code,
  fallback,
  image,
  link,
  music,
  news,
  on,
  pass,
  plain,
  query,
  silent,
  tap,
  transfer,
  video,
  voice,
  type Outcome,
} from '../src/rule/index.ts'
import type { QueryRule } from '../src/rule/rule.ts'
import { createRouter } from '../src/rule/router.ts'
import { messageFrom } from '../src/wechat/message.ts'
import { createAsk } from './support/answer.ts'
import { migratedDatabase } from './support/database.ts'

const database = await migratedDatabase()

const outcomeOf = (reply: () => Outcome) =>
  said('it', query({ title: 't', pattern: 'it', examples: [{ say: 'it', reply: 'x' }], reply }))

/** What becomes of a text where there are this rule and a fallback, with what the log says of it. */
async function said(Content: string, rule: QueryRule) {
  const lines: string[] = []
  const log = pino({ level: 'error' }, { write: (line) => void lines.push(line) })
  const rest = fallback({
    title: 'r',
    examples: [{ say: 'x', outcome: 'unmatched' }],
    reply: () => answer('rest'),
  })
  const router = createRouter([
    { id: 'it', file: 'it.ts', rule },
    { id: 'rest', file: 'rest.ts', rule: rest },
  ])
  const ask = createAsk({ rules: [], of: () => ({ router, topics: [] }) }, database, { log })
  const message = messageFrom({
    MsgType: 'text',
    ToUserName: 'gh',
    FromUserName: 'fan',
    CreateTime: '1',
    Content,
  })
  return { ...(await ask(message, 'main')), log: lines.join('') }
}

test.each([
  [image('M'), { MsgType: 'image', MediaId: 'M' }],
  [voice('M'), { MsgType: 'voice', MediaId: 'M' }],
  [video({ MediaId: 'M', Title: 't' }), { MsgType: 'video', MediaId: 'M', Title: 't' }],
  [music({ ThumbMediaId: 'M' }), { MsgType: 'music', ThumbMediaId: 'M' }],
  [transfer(), { MsgType: 'transfer_customer_service', KfAccount: undefined }],
])('a rule answers with %o', async (reply, expected) => {
  expect(await outcomeOf(() => answer(reply))).toMatchObject({ outcome: 'answer', reply: expected })
})

test.each([
  ['an empty text', () => answer('  ')],
  ['a picture without MediaId', () => answer(image(''))],
  ['an article without Url', () => answer(news({ Title: 't', Description: 'd', PicUrl: 'p', Url: '' }))],
  ['nothing', () => undefined as unknown as Outcome],
  [
    'an exception',
    () => {
      throw new Error('boom')
    },
  ],
])(
  'a rule that returns %s has failed: the fan gets a number, and the log has it with the reason',
  async (_, reply) => {
    const { outcome, number, reply: apology, log } = await outcomeOf(reply)
    expect(outcome).toBe('failed')
    expect(number).toMatch(/^\d{4}$/)
    expect(apology).toEqual({ MsgType: 'text', Content: `抱歉，出了点问题，请稍后再试（编号 ${number}）` })
    expect(log).toContain(`"number":"${number}"`)
  },
)

test('a schema that throws on what a fan types ends in the apology too', async () => {
  const big = code(/.+/, 'x').transform((text) => BigInt(text))
  const rule = query({
    title: 't',
    pattern: '#{n}',
    params: { n: big },
    examples: [{ say: '#1', reply: '1' }],
    reply: () => answer('1'),
  })
  expect(await said('#x', rule)).toMatchObject({
    outcome: 'failed',
    reply: { Content: expect.stringContaining('编号') },
  })
})

test('the log of a failed query has no word of the fan', async () => {
  const { number, log } = await outcomeOf(() => {
    throw new Error('Failed query: select ?\nparams: 我的身份证号', { cause: new Error('Unknown column') })
  })
  expect(log).toContain(`"number":"${number}"`)
  expect(log).toContain('Unknown column')
  expect(log).not.toContain('我的身份证号')
})

test('silence and pass are outcomes too', async () => {
  expect(await outcomeOf(() => silent())).toMatchObject({ outcome: 'silent', reply: undefined })
  expect(await outcomeOf(() => pass())).toMatchObject({ outcome: 'unmatched', reply: { Content: 'rest' } })
})

describe('markup', () => {
  test('a link is a web address and nothing else', () => {
    expect(link('看这里', 'https://example.com/a?b=1&c="')).toBe(
      '<a href="https://example.com/a?b=1&c=%22">看这里</a>',
    )
    expect(() => link('x', 'javascript:alert(1)')).toThrow('http')
    expect(() => link('x', 'nonsense')).toThrow()
  })
  test('a tap link says in plain sight what to type', () => {
    expect(tap('帮助')).toBe('<a href="weixin://bizmsgmenu?msgmenucontent=帮助&msgmenuid=1">帮助</a>')
    expect(tap('下一页', '继续')).toBe(
      '<a href="weixin://bizmsgmenu?msgmenucontent=继续&msgmenuid=1">下一页</a>（发送 继续）',
    )
  })
  test.each(['a&b', '50%', 'C++', 'a b', '"x"', "it's", '<a>', '#1'])(
    'the client sends %j as it was meant',
    (send) => {
      const [, encoded = ''] = /msgmenucontent=([^&"]*)&msgmenuid=1"/.exec(tap('x', send)) ?? []
      const first = decodeURIComponent(encoded)
      expect(decodeURIComponent(first.replaceAll('+', ' '))).toBe(send)
    },
  )
  test('a fan’s text cannot bring a link into a reply', () => {
    expect(plain('<a href="https://evil.example">x</a> https://evil.example')).toBe(
      '＜a href="https：//evil.example">x＜/a> https：//evil.example',
    )
    expect(tap('<a href=x>')).not.toMatch(/<a href=x>/)
  })
})

test('the compiler knows the message of every kind', () => {
  const examples = [{ event: {}, outcome: 'silent' }] as const
  on('image', { title: 't', examples, reply: ({ MediaId }) => answer(image(MediaId)) })
  on('subscribe', { title: 't', examples, reply: ({ scene }) => answer(scene ?? 'none') })
  on('scancode_waitmsg', {
    title: 't',
    examples,
    reply: ({ ScanCodeInfo }) => answer(ScanCodeInfo.ScanResult),
  })
  on(['image', 'video'], { title: 't', examples, reply: ({ MediaId }) => answer(MediaId) })
  on('click', { title: 't', examples, asText: true })
  // @ts-expect-error an event that there is not
  on('subscibe', { title: 't', examples, reply: () => silent() })
  // @ts-expect-error a field that a picture does not have
  on('image', { title: 't', examples, reply: ({ Content }) => answer(Content) })
  // @ts-expect-error neither a reply nor asText
  on('image', { title: 't', examples })
  // @ts-expect-error a picture says nothing that could be text
  on('image', { title: 't', examples, asText: true })
  // @ts-expect-error a voice has no key
  on('voice', { title: 't', examples, pattern: 'x', reply: () => silent() })
})

test('a pattern of on is compared with the key, and its params are typed', async () => {
  const rule = on('click', {
    title: 't',
    pattern: 'ORDER_{id}',
    params: { id: code(/\d+/, 'x') },
    examples: [{ event: { EventKey: 'ORDER_7' }, reply: '7' }],
    reply: ({ EventKey }, { params }) => answer(`${EventKey}:${params.id.padStart(2, '0')}`),
  })
  const router = createRouter([{ id: 'order', file: 'o.ts', rule }])
  const click = (EventKey: string) => [...router.listeners('click', { EventKey })].map(({ params }) => params)
  expect(click('ORDER_7')).toEqual([{ id: '7' }])
  expect(click('ORDER_x')).toEqual([])
})
