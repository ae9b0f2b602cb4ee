/** Requests as WeChat makes them, signed before they are sent, so that sending them costs little. */
import { writeFile } from 'node:fs/promises'
import { createRequest, type Request } from '../../src/platform/request.ts'
import type { Account } from '../../src/wechat/open.ts'
import { question, type PartOf } from './questions.ts'

const RECORD_LIMIT_BYTES = 2_048

/** Sent so many seconds from now. */
export function freshRequest(account: Account, partOf: PartOf, seconds = 0): Request {
  const at = Math.floor(Date.now() / 1000 + seconds)
  return createRequest(account, { ...question(partOf), CreateTime: String(at) }, at)
}

type How = {
  readonly port: number
  readonly partOf: PartOf
  readonly count: number
  /** Of the round. */
  readonly seconds: number
}

/**
 * One after another, each behind its length in four digits, as wrk.lua reads them. They are from the end of the round:
 * a message that is older than four seconds is taken for a retry.
 */
export async function writeRequests(
  file: string,
  account: Account,
  { port, partOf, count, seconds }: How,
): Promise<void> {
  const bytes = Buffer.allocUnsafe(count * RECORD_LIMIT_BYTES)
  let end = 0
  for (let left = count; left > 0; left--) {
    const record = asHttp(freshRequest(account, partOf, seconds), port)
    end += bytes.write(String(record.length).padStart(4, '0') + record, end, 'latin1')
  }
  await writeFile(file, bytes.subarray(0, end))
}

/** The questions are plain ASCII. */
const asHttp = ({ query, body }: Request, port: number): string =>
  `POST /wechat?${query} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUser-Agent: Mozilla/4.0\r\nAccept: */*\r\n` +
  `Pragma: no-cache\r\nContent-Type: text/xml\r\nContent-Length: ${body.length}\r\n\r\n${body}`
