/** AES-256-CBC of whole blocks, without padding, under one key and one IV (protocol 7.2). */
import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto'

export type Cbc = {
  /** What is given is written over. */
  encrypt(blocks: Buffer): Buffer
  decrypt(blocks: Buffer): Buffer
}

const ALGORITHM = 'aes-256-cbc'
export const AES_BLOCK_BYTES = 16

/**
 * One cipher runs on from text to text, for to make one for each takes several times as long as its work. Where a new
 * one would chain the first block to the IV, it chains it to the last block of the text before: that is taken out here.
 */
export function createCbc(key: KeyObject, iv: Buffer): Cbc {
  const cipher = createCipheriv(ALGORITHM, key, iv).setAutoPadding(false)
  const decipher = createDecipheriv(ALGORITHM, key, iv).setAutoPadding(false)
  const [encrypted, decrypted] = [Buffer.from(iv), Buffer.from(iv)]
  const rechain = (blocks: Buffer, last: Buffer) => {
    for (const [at, byte] of iv.entries())
      blocks.writeUInt8(blocks.readUInt8(at) ^ last.readUInt8(at) ^ byte, at)
  }
  return {
    encrypt(blocks) {
      rechain(blocks, encrypted)
      const sealed = cipher.update(blocks)
      sealed.copy(encrypted, 0, sealed.length - AES_BLOCK_BYTES)
      return sealed
    },
    decrypt(blocks) {
      const opened = decipher.update(blocks)
      rechain(opened, decrypted)
      blocks.copy(decrypted, 0, blocks.length - AES_BLOCK_BYTES)
      return opened
    },
  }
}
