import { describe, expect, test } from 'vitest'
import vectors from '../fixtures/vectors.json' with { type: 'json' }
import { AppError } from '../../src/errors.ts'
import { aesKey, decrypt, encrypt, renderEnvelope } from '../../src/wechat/envelope.ts'
import { isSigned, sign } from '../../src/wechat/signature.ts'

describe.each(vectors.crypto)('$id: $note', (vector) => {
  const key = aesKey(vector.encodingAESKey)
  test('decrypts to its plaintext', () => {
    expect(decrypt(key, vector.appid, vector.encrypt)).toBe(vector.plaintext)
  })
  test('encrypts to the same bytes', () => {
    expect(encrypt(key, vector.appid, vector.plaintext, Buffer.from(vector.randomHex, 'hex'))).toBe(
      vector.encrypt,
    )
  })
  test('is signed over the ciphertext', () => {
    expect(sign(vector.token, vector.timestamp, vector.nonce, vector.encrypt)).toBe(vector.msg_signature)
  })
})

test.each(vectors.crypto.filter(({ responseBody }) => responseBody))(
  '$id is wrapped as its response body',
  (vector) => {
    const { encrypt: encrypted, token, nonce, timestamp } = vector
    expect(renderEnvelope({ encrypted, token, nonce, seconds: Number(timestamp) })).toBe(vector.responseBody)
  },
)

test.each(vectors.negative)('$id is refused: $note', (vector) => {
  const open = () => {
    const key = aesKey(vector.encodingAESKey)
    const {
      token = '',
      timestamp = '',
      nonce = '',
      encrypt: encrypted = '',
      msg_signature = '',
      expectedAppid = '',
    } = vector
    if (!isSigned(msg_signature, token, timestamp, nonce, encrypted))
      throw new AppError('ENVELOPE_UNREADABLE', '(-40001)')
    return decrypt(key, expectedAppid, encrypted)
  }
  expect(open).toThrow(`${vector.error}`)
})

test.each([...Array(33).keys()])(
  'a message whose padding is right survives, whatever its length (%i)',
  (length) => {
    const key = aesKey('A'.repeat(43))
    const message = '字'.repeat(length)
    expect(decrypt(key, 'wx1', encrypt(key, 'wx1', message))).toBe(message)
  },
)

test.each(['', 'not base64!', 'QUJD', '=', 'QUJD\n'])('an Encrypt of %j is refused', (encrypted) => {
  expect(() => decrypt(aesKey('A'.repeat(43)), 'wx1', encrypted)).toThrow(AppError)
})
