/** Files that a browser sends: kept under names of our own, for one session and a while, never in memory. */
import { randomBytes } from 'node:crypto'
import { createWriteStream, mkdirSync } from 'node:fs'
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Busboy } from '@fastify/busboy'

export const UPLOAD_LIMIT_BYTES = 50 * 1024 * 1024
const KEEP_MS = 30 * 60_000
const SHOWN_CHARACTERS = 80

export type Upload = {
  readonly id: string
  readonly session: string
  /** Where it lies. */
  readonly file: string
  /** What the browser calls it: to be shown, and for nothing else. */
  readonly name: string
  readonly bytes: number
}

export type Received = Upload | 'too large' | 'nothing'

export type Uploads = {
  /** Reads the whole of a form with one file. */
  receive(request: Request, session: string): Promise<Received>
  /** `onGone` is called when it has been kept for long enough. */
  keep(upload: Upload, onGone: () => void): void
  remove(upload: Upload): Promise<void>
}

export function createUploads(
  folder: string,
  limits = { limitBytes: UPLOAD_LIMIT_BYTES, keepMs: KEEP_MS },
): Uploads {
  const remove = ({ file }: Pick<Upload, 'file'>) => rm(file, { force: true })
  return {
    async receive(request, session) {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      await removeOld(folder, limits.keepMs)
      const id = randomBytes(16).toString('hex')
      const file = join(folder, `${id}.csv`)
      try {
        const got = await receiveInto(file, request, limits.limitBytes)
        if (got && !got.isTooLarge && got.bytes > 0)
          return { id, session, file, name: got.name, bytes: got.bytes }
        await remove({ file })
        return got?.isTooLarge ? 'too large' : 'nothing'
      } catch (error) {
        await remove({ file })
        throw error
      }
    },
    keep(upload, onGone) {
      const end = () => void remove(upload).finally(onGone)
      setTimeout(end, limits.keepMs).unref()
    },
    remove,
  }
}

type Got = { readonly name: string; readonly bytes: number; readonly isTooLarge: boolean }

/** Undefined where the form has no file. */
async function receiveInto(file: string, request: Request, limitBytes: number): Promise<Got | undefined> {
  const type = request.headers.get('content-type') ?? ''
  if (!request.body || !type.startsWith('multipart/form-data')) return undefined
  const form = new Busboy({
    headers: { 'content-type': type },
    limits: { files: 1, fileSize: limitBytes, fields: 5, parts: 6 },
  })
  let writing: Promise<Got> | undefined
  let giveUp = () => {}
  form.on('file', (_field, stream, name) => {
    giveUp = () => stream.destroy(new Error('the upload was broken off'))
    writing = pipeline(stream, createWriteStream(file, { flags: 'wx', mode: 0o600 })).then(() => ({
      name: name.slice(0, SHOWN_CHARACTERS),
      bytes: stream.bytesRead,
      isTooLarge: stream.truncated,
    }))
    writing.catch((error: Error) => form.destroy(error)) // or nobody would read on: the disk may be full
  })
  try {
    // What a web stream of Node is, its types know under another name.
    await pipeline(Readable.fromWeb(request.body as import('node:stream/web').ReadableStream), form)
  } catch (error) {
    giveUp()
    await writing?.catch(() => {})
    throw error
  }
  return writing
}

/** Those that a process left behind when it ended. */
async function removeOld(folder: string, keepMs: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const file = join(folder, name)
    const at = await stat(file).catch(() => undefined)
    if (at && Date.now() - at.mtimeMs > keepMs) await rm(file, { force: true })
  }
}
