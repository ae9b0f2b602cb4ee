/** The replies of the protocol's appendix B, to the byte, and what survives them. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cleaned, renderReply, replyProblem, type Reply } from '../../src/wechat/reply.ts'
import { parseXml } from '../../src/wechat/xml.ts'
import { ACCOUNT_ID, FAN } from '../support/wechat.ts'

const inbound = { FromUserName: FAN, ToUserName: ACCOUNT_ID }
const render = (reply: Reply) => renderReply(reply, inbound, 1_767_225_651)
const head = (type: string) =>
  `<xml><ToUserName><![CDATA[${FAN}]]></ToUserName><FromUserName><![CDATA[${ACCOUNT_ID}]]></FromUserName>` +
  `<CreateTime>1767225651</CreateTime><MsgType><![CDATA[${type}]]></MsgType>`

const Content = '答对了！🎉\n<a href="weixin://bizmsgmenu?msgmenucontent=下一题&msgmenuid=1">下一题</a>'
const url = 'https://example.invalid/'

test.each<[Reply, string]>([
  [{ MsgType: 'text', Content }, `<Content><![CDATA[${Content}]]></Content>`],
  [{ MsgType: 'image', MediaId: 'MEDIA_ID' }, '<Image><MediaId><![CDATA[MEDIA_ID]]></MediaId></Image>'],
  [{ MsgType: 'voice', MediaId: 'MEDIA_ID' }, '<Voice><MediaId><![CDATA[MEDIA_ID]]></MediaId></Voice>'],
  [
    { MsgType: 'video', MediaId: 'MEDIA_ID', Title: '标题', Description: '说明' },
    '<Video><MediaId><![CDATA[MEDIA_ID]]></MediaId><Title><![CDATA[标题]]></Title><Description><![CDATA[说明]]></Description></Video>',
  ],
  [
    {
      MsgType: 'music',
      ThumbMediaId: 'MEDIA_ID',
      Title: '歌名',
      Description: '歌手',
      MusicUrl: `${url}low.mp3`,
      HQMusicUrl: `${url}high.mp3`,
    },
    `<Music><Title><![CDATA[歌名]]></Title><Description><![CDATA[歌手]]></Description><MusicUrl><![CDATA[${url}low.mp3]]></MusicUrl><HQMusicUrl><![CDATA[${url}high.mp3]]></HQMusicUrl><ThumbMediaId><![CDATA[MEDIA_ID]]></ThumbMediaId></Music>`,
  ],
  [
    {
      MsgType: 'news',
      Articles: [
        {
          Title: '题解',
          Description: '本题的解析',
          PicUrl: `${url}p360x200.jpg`,
          Url: `${url}a?id=1&from=mp`,
        },
      ],
    },
    `<ArticleCount>1</ArticleCount><Articles><item><Title><![CDATA[题解]]></Title><Description><![CDATA[本题的解析]]></Description><PicUrl><![CDATA[${url}p360x200.jpg]]></PicUrl><Url><![CDATA[${url}a?id=1&from=mp]]></Url></item></Articles>`,
  ],
  [{ MsgType: 'transfer_customer_service' }, ''],
  [
    { MsgType: 'transfer_customer_service', KfAccount: 'test1@quizdemo' },
    '<TransInfo><KfAccount><![CDATA[test1@quizdemo]]></KfAccount></TransInfo>',
  ],
])('%o is written as WeChat wants it', (reply, body) => {
  expect(replyProblem(reply)).toBeUndefined()
  expect(render(reply)).toBe(`${head(reply.MsgType)}${body}</xml>`)
})

test('a text that ends in ] keeps the terminator, and ]]> is split as often as it comes', () => {
  expect(render({ MsgType: 'text', Content: '[3号]' })).toContain('<Content><![CDATA[[3号]]]></Content>')
  const twice = 'a]]>b]]>'
  expect(parseXml(render({ MsgType: 'text', Content: twice }))['Content']).toBe(twice)
})

describe('what WeChat would refuse', () => {
  const article = { Title: 't', Description: 'd', PicUrl: 'p', Url: 'u' }
  test.each([
    ['an empty text', { MsgType: 'text', Content: '' }],
    ['white space', { MsgType: 'text', Content: ' \n　' }],
    ['a text of control characters', { MsgType: 'text', Content: '\u0001\u0008' }],
    ['a text of 2001 bytes', { MsgType: 'text', Content: '字'.repeat(667) }],
    ['a picture without MediaId', { MsgType: 'image', MediaId: '' }],
    ['a voice without MediaId', { MsgType: 'voice' }],
    ['music without ThumbMediaId', { MsgType: 'music', Title: 'x' }],
    ['two articles', { MsgType: 'news', Articles: [article, article] }],
    ['an article without Url', { MsgType: 'news', Articles: [{ ...article, Url: '' }] }],
    [
      'an article whose title is a control character',
      { MsgType: 'news', Articles: [{ ...article, Title: '\u0001' }] },
    ],
    ['an unknown type', { MsgType: 'markdown', Content: 'x' }],
    ['no reply at all', undefined],
  ])('%s is a problem', (_, reply) => {
    expect(replyProblem(reply)).toEqual(expect.any(String))
  })
  test('2000 bytes are none', () => {
    expect(replyProblem({ MsgType: 'text', Content: `${'字'.repeat(666)}12` })).toBeUndefined()
  })
})

test('any string survives render and parse, less what XML forbids', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), (odd, fine) => {
      for (const Content of [odd, fine, `${odd}]]>${fine}]]>`]) {
        const fields = parseXml(render({ MsgType: 'text', Content }))
        expect(fields['Content']).toBe(cleaned(Content).replace(/\r\n?/g, '\n'))
      }
    }),
    { numRuns: 500 },
  )
})
