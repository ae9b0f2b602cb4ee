/** A file as text, whatever of the usual ways it was written in. */
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { setImmediate as turn } from 'node:timers/promises'

export const ENCODINGS = ['utf-8', 'gb18030'] as const
export type Encoding = (typeof ENCODINGS)[number]

/** What is no text in one of the encodings. */
export type NoText = 'workbook' | 'utf-16' | 'unknown'

const AT_ONCE_BYTES = 16 * 1024

/** What reads strictly as UTF-8 is UTF-8, for hardly any text in GBK does; GB18030 holds all of GBK. */
export async function encodingOf(file: string): Promise<Encoding | NoText> {
  const start = await firstBytes(file)
  if (start.startsWith('504b0304') || start.startsWith('d0cf11e0')) return 'workbook'
  if (start.startsWith('fffe') || start.startsWith('feff')) return 'utf-16'
  for (const encoding of ENCODINGS) if (await isIn(file, encoding)) return encoding
  return 'unknown'
}

/** Piece by piece, without a byte order mark. */
export async function* textOf(
  file: string,
  encoding: Encoding,
): AsyncGenerator<{ text: string; bytes: number }> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  for await (const chunk of createReadStream(file, { highWaterMark: AT_ONCE_BYTES })) {
    const bytes = chunk as Buffer
    yield { text: decoder.decode(bytes, { stream: true }), bytes: bytes.length }
  }
  yield { text: decoder.decode(), bytes: 0 }
}

async function isIn(file: string, encoding: Encoding): Promise<boolean> {
  try {
    for await (const _ of textOf(file, encoding)) await turn()
    return true
  } catch (error) {
    if (error instanceof TypeError) return false
    throw error
  }
}

async function firstBytes(file: string): Promise<string> {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0)
    return buffer.subarray(0, bytesRead).toString('hex')
  } finally {
    await handle.close()
  }
}
