import { appendFileSync } from 'node:fs'
import { AppError, messageOf } from '../../errors.ts'
import type { Delivered } from '../../platform/platform.ts'

export type Recorder = (delivered: Delivered, startedAt: Date) => void

/** Appends each exchange to `file` as one line of JSON; throws RECORD_UNWRITABLE. The signatures are in it, the token and the key are not. */
export function createRecord(file: string | undefined, url: string): Recorder {
  if (file === undefined) return () => {}
  append(file, '')
  const { origin, pathname } = new URL(url)
  return ({ request: { query, body, xml }, ...seen }, startedAt) => {
    const line = {
      time: startedAt.toISOString(),
      url: origin + pathname,
      request: { query, body, xml },
      ...seen,
    }
    append(file, `${JSON.stringify(line)}\n`)
  }
}

/** What fans say is for their account's owner alone. */
function append(file: string, text: string): void {
  try {
    appendFileSync(file, text, { mode: 0o600 })
  } catch (cause) {
    throw new AppError('RECORD_UNWRITABLE', `不能写 ${file}（${messageOf(cause)}）`, { cause })
  }
}
