/** Every fixture and vector of the platform through a real HTTP listener, in all three modes. */
import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import vectors from './fixtures/vectors.json' with { type: 'json' }
import { accountFrom } from '../src/accounts.ts'
import { aesKey, decrypt } from '../src/wechat/envelope.ts'
import { messageFrom } from '../src/wechat/message.ts'
import { messageKey } from '../src/wechat/message-key.ts'
import { isSigned } from '../src/wechat/signature.ts'
import { parseXml } from '../src/wechat/xml.ts'
import { testApp } from './support/app.ts'
import { migratedDatabase } from './support/database.ts'
import { listen } from './support/listener.ts'
import { ACCOUNTS, AES_KEY, APP_ID, encryptedRequest, signedQuery, textXml, TOKEN } from './support/wechat.ts'

type Sidecar = {
  kind: 'message' | 'event' | 'envelope' | 'hostile'
  replyMeaningful: string | null
  dedupKey: string
  expected: Record<string, string>
  query?: Record<string, string>
  decrypted?: string
}

const FOLDER = new URL('fixtures/', import.meta.url)
const fixtures = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.xml'))
  .map((name) => ({
    name: name.slice(0, -4),
    xml: readFileSync(new URL(name, FOLDER), 'utf8'),
    sidecar: JSON.parse(readFileSync(new URL(name.replace('.xml', '.json'), FOLDER), 'utf8')) as Sidecar,
  }))
const plain = fixtures.filter(({ sidecar }) => sidecar.kind === 'message' || sidecar.kind === 'event')
const hostile = fixtures.filter(({ sidecar }) => sidecar.kind === 'hostile')
const envelopes = fixtures.filter(({ sidecar }) => sidecar.kind === 'envelope')

const { app } = await testApp(await migratedDatabase())
const { post } = await listen(app)

/** The reply inside an encrypted one, whose signature and nonce are checked; `success` is never encrypted. */
function opened(text: string): string {
  if (text === 'success') return text
  const { Encrypt, MsgSignature, TimeStamp, Nonce } = parseXml(text) as Record<string, string>
  expect(Nonce).toBe('1180591620')
  expect(isSigned(MsgSignature ?? '', TOKEN, TimeStamp ?? '', Nonce ?? '', Encrypt ?? '')).toBe(true)
  return decrypt(aesKey(AES_KEY), APP_ID, Encrypt ?? '')
}

test.each(plain)('$name is received without an error, alike in all modes', async ({ xml, sidecar }) => {
  const inPlaintext = await post(xml)
  expect(inPlaintext.status).toBe(200)
  if (inPlaintext.text !== 'success') {
    const reply = parseXml(inPlaintext.text)
    expect([reply['ToUserName'], reply['FromUserName']]).toEqual([
      sidecar.expected['FromUserName'],
      sidecar.expected['ToUserName'],
    ])
    expect(reply['Content']).not.toBe('')
  }
  if (sidecar.replyMeaningful === 'no') expect(inPlaintext.text).toBe('success')

  const secure = encryptedRequest(xml)
  const inSecurity = await post(secure.body, '/wechat/security', secure.query)
  expect([inSecurity.status, opened(inSecurity.text)]).toEqual([200, inPlaintext.text])

  const compatible = encryptedRequest(
    xml,
    xml.replace(/^<xml>|<\/xml>\s*$/g, '').replace(/<\?xml.*?\?>|<xml>/gs, ''),
  )
  const inCompatible = await post(compatible.body, '/wechat/compatible', compatible.query)
  expect([inCompatible.status, opened(inCompatible.text)]).toEqual([200, inPlaintext.text])
})

test.each(hostile)('$name is refused, encrypted too', async ({ xml }) => {
  expect((await post(xml)).status).toBe(400)
  const { query, body } = encryptedRequest(xml)
  expect((await post(body, '/wechat/security', query)).status).toBe(400)
})

test.each(envelopes)('$name opens with its own query', async ({ xml, sidecar }) => {
  const query = String(new URLSearchParams(sidecar.query))
  const { status, text } = await post(xml, '/wechat/security', query)
  expect(status).toBe(200)
  expect(text).toMatch(/^<xml><Encrypt>/)
})

/** Vectors carry their own accounts, so each gets an app that knows it. */
const vectorApp = async (vector: { token?: string; encodingAESKey: string; appid: string }) => {
  ACCOUNTS.set(
    'vector',
    accountFrom('vector', {
      token: vector.token ?? TOKEN,
      appId: vector.appid,
      aesKey: vector.encodingAESKey,
    }),
  )
  return post
}
const inbound = vectors.crypto.filter(
  ({ direction, plaintext }) => direction === 'inbound' && plaintext.startsWith('<xml>'),
)

test.each(inbound)('vector $id is accepted by the listener', async (vector) => {
  const send = await vectorApp(vector)
  const { timestamp, nonce, msg_signature } = vector
  const query = new URLSearchParams({ timestamp, nonce, msg_signature, encrypt_type: 'aes' })
  const body = vector.requestBody ?? `<xml><Encrypt><![CDATA[${vector.encrypt}]]></Encrypt></xml>`
  expect((await send(body, '/wechat/vector', String(query))).status).toBe(200)
})

test.each(vectors.negative.filter(({ encrypt }) => encrypt))(
  'vector $id is refused by the listener: $note',
  async (vector) => {
    const send = await vectorApp({ ...vector, appid: vector.expectedAppid ?? '' })
    const { timestamp = '', nonce = '', msg_signature = '' } = vector
    const query = new URLSearchParams({ timestamp, nonce, msg_signature, encrypt_type: 'aes' })
    const { status, text } = await send(
      `<xml><Encrypt><![CDATA[${vector.encrypt}]]></Encrypt></xml>`,
      '/wechat/vector',
      String(query),
    )
    expect([status, text]).toEqual([403, 'forbidden'])
  },
)

describe('the key of a message', () => {
  test.each(plain)('of $name is that of its sidecar', ({ name, xml, sidecar }) => {
    // Its id is inside a list, where the sidecar does not look; protocol 6.4 asks for it.
    const wanted = name.startsWith('44-')
      ? sidecar.dedupKey.replace('1767226008', '1700827132819554304').replace(/:$/, '')
      : sidecar.dedupKey
    expect(messageKey('shop', messageFrom(parseXml(xml))).toLowerCase()).toBe(`shop:${wanted.toLowerCase()}`)
  })
})

describe('an account with a key', () => {
  const secure = encryptedRequest(textXml('帮助'))
  const changed = (name: string, value?: string) => {
    const query = new URLSearchParams(secure.query)
    if (value === undefined) query.delete(name)
    else query.set(name, value)
    return String(query)
  }
  test('refuses plaintext, whatever its signature', async () => {
    expect((await post(textXml('帮助'), '/wechat/security')).status).toBe(403)
    expect((await post(secure.body, '/wechat/security', changed('encrypt_type'))).status).toBe(403)
    expect((await post(textXml('帮助'), '/wechat/security', secure.query)).status).toBe(403)
  })
  test('takes plaintext only where it says compatible', async () => {
    const { status, text } = await post(textXml('帮助'), '/wechat/compatible')
    expect([status, text.startsWith('<xml><ToUserName>')]).toEqual([200, true])
  })
  test('reads nothing of the clear elements beside the encrypted', async () => {
    const mixed = encryptedRequest(textXml('帮助'), textXml('forged').replace(/<\/?xml>/g, ''))
    const { text } = await post(mixed.body, '/wechat/compatible', mixed.query)
    expect(opened(text)).toContain('看看能查什么')
  })
  test.each([
    ['encrypt_type', 'des'],
    ['encrypt_type', ''],
    ['msg_signature', undefined],
    ['msg_signature', '0'.repeat(40)],
    ['timestamp', '1'],
    ['signature', '0'.repeat(40)],
  ])('refuses a request whose %s is %s', async (name, value) => {
    expect((await post(secure.body, '/wechat/security', changed(name, value))).status).toBe(403)
  })
  test.each(['msg_signature', 'encrypt_type', 'nonce'])('refuses a second %s', async (name) => {
    const again = `${secure.query}&${name}=${new URLSearchParams(secure.query).get(name)}`
    expect((await post(secure.body, '/wechat/security', again)).status).toBe(403)
  })
  test('does not need the three-part signature', async () => {
    expect((await post(secure.body, '/wechat/security', changed('signature'))).status).toBe(200)
  })
  test('answers a retry of the same bytes: there is no nonce cache', async () => {
    for (let attempt = 0; attempt < 3; attempt++) {
      expect((await post(secure.body, '/wechat/security', secure.query)).status).toBe(200)
    }
  })
  test('opens with the key before the current one, and seals with the one that opened', async () => {
    const settings = { token: TOKEN, appId: APP_ID, aesKey: 'B'.repeat(43), aesKeyPrevious: AES_KEY }
    ACCOUNTS.set('rotated', accountFrom('rotated', settings))
    const { status, text } = await post(secure.body, '/wechat/rotated', secure.query)
    expect([status, opened(text)]).toEqual([200, expect.stringContaining('看看能查什么')])
  })
  test('an Encrypt given twice is refused', async () => {
    const twice = secure.body.replace('</xml>', '<Encrypt>x</Encrypt></xml>')
    expect((await post(twice, '/wechat/security', secure.query)).status).toBe(400)
  })
})

test('a plaintext account reads the clear elements of compatible mode', async () => {
  const { query, body } = encryptedRequest(textXml('x'), textXml('帮助').replace(/<\/?xml>/g, ''))
  expect((await post(body, '/wechat', query)).text).toContain('看看能查什么')
})

test('an account set to JSON is answered in silence and told in the log', async () => {
  expect(await post('{"ToUserName":"gh_1","MsgType":"text"}')).toMatchObject({ status: 200, text: 'success' })
  expect((await post('{"a":1}')).status).toBe(400)
  expect(
    (
      await post(
        '{"ToUserName":1}',
        '/wechat/security',
        'encrypt_type=aes&msg_signature=x&timestamp=1&nonce=2',
      )
    ).status,
  ).toBe(403)
})

test('any bytes as body, in any mode, give a refusal or a valid answer in bounded time', async () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 2000 }).map((some) => Buffer.from(some)),
    fc.string({ unit: 'binary', maxLength: 500 }).map((text) => Buffer.from(textXml(text))),
    fc.string({ unit: 'grapheme', maxLength: 500 }).map((text) => Buffer.from(`<xml>${text}</xml>`)),
  )
  await fc.assert(
    fc.asyncProperty(bytes, fc.boolean(), async (body, isEncrypted) => {
      const { query, body: sealed } = encryptedRequest(body.toString('utf8'))
      const start = performance.now()
      const { status, text } = isEncrypted ? await post(sealed, '/wechat/security', query) : await post(body)
      expect(performance.now() - start).toBeLessThan(1000)
      expect([200, 400]).toContain(status)
      if (status === 200) expect(text === 'success' || parseXml(text)).toBeTruthy()
    }),
    { numRuns: 300 },
  )
})

test.each([
  ['<Idx></Idx>', 'text'],
  ['<Idx>a</Idx>', 'brand_new'],
  ['<MsgId><a>1</a></MsgId>', 'brand_new'],
  ['<Event><a>1</a></Event>', 'event'],
])('a message with %s of type %s is not refused', async (extra, type) => {
  const xml = textXml('帮助')
    .replace('[text]', `[${type}]`)
    .replace(/<MsgId>.*<\/MsgId>/, '')
    .replace('</xml>', `${extra}</xml>`)
  expect((await post(xml)).status).toBe(200)
})

describe('bodies whose length is not announced', () => {
  test('are read to the end of the limit, and refused behind it', async () => {
    const chunks = (count: number) =>
      new ReadableStream({
        start(controller) {
          for (let n = 0; n < count; n++) controller.enqueue(Buffer.alloc(64 * 1024, 'x'))
          controller.close()
        },
      })
    const send = async (count: number) =>
      app.request(`/wechat?${signedQuery()}`, {
        method: 'POST',
        body: chunks(count),
        duplex: 'half',
      } as RequestInit)
    expect((await send(10)).status).toBe(400)
    expect((await send(20)).status).toBe(413)
  })
  test('a genuine 2 MB body gets its 413 over HTTP', async () => {
    expect((await post(Buffer.alloc(2 << 20, 'x'))).status).toBe(413)
  })
})
