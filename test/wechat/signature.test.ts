import { expect, test } from 'vitest'
import vectors from '../fixtures/vectors.json' with { type: 'json' }
import { isSigned, sign } from '../../src/wechat/signature.ts'

test.each(vectors.signatures)('$id: $note', ({ token, timestamp, nonce, signature }) => {
  expect(sign(token, timestamp, nonce)).toBe(signature)
  expect(isSigned(signature, token, timestamp, nonce)).toBe(true)
  expect(isSigned(signature.toUpperCase(), token, timestamp, nonce)).toBe(
    /[a-f]/.test(signature) ? false : true,
  )
  expect(isSigned(`${signature} `, token, timestamp, nonce)).toBe(false)
})
