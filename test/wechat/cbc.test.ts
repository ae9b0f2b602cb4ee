import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createCbc } from '../../src/wechat/cbc.ts'

const blocks = fc
  .array(fc.uint8Array({ minLength: 16, maxLength: 16 }), { minLength: 1, maxLength: 5 })
  .map((some) => Buffer.concat(some))
const work = fc.record({ does: fc.constantFrom('encrypt', 'decrypt'), bytes: blocks })

test('the cipher that runs on gives each text the bytes that a cipher of its own would', () => {
  const [key, iv] = [createSecretKey(randomBytes(32)), randomBytes(16)]
  const anew = {
    encrypt: (bytes: Buffer) => createCipheriv('aes-256-cbc', key, iv).setAutoPadding(false).update(bytes),
    decrypt: (bytes: Buffer) => createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false).update(bytes),
  }
  const cbc = createCbc(key, iv)
  fc.assert(
    fc.property(fc.array(work, { maxLength: 20 }), (all) => {
      for (const { does, bytes } of all) expect(cbc[does](Buffer.from(bytes))).toEqual(anew[does](bytes))
    }),
  )
})
