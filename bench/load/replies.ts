/** Every hundredth reply, looked at as WeChat would and held against what was asked. */
import { readFileSync } from 'node:fs'
import { judge } from '../../src/platform/judge.ts'
import { message } from '../../src/platform/messages.ts'
import { decrypt } from '../../src/wechat/envelope.ts'
import type { Account } from '../../src/wechat/open.ts'
import { answerFor, type PartOf } from './questions.ts'

export type Checked = { readonly looked: number; readonly problems: readonly string[] }

/** Reads what wrk.lua has kept: status, length, then the bytes. */
export function checkReplies(
  file: string,
  check: (status: number, body: Buffer) => string | undefined,
): Checked {
  const bytes = readFileSync(file)
  const problems: string[] = []
  let looked = 0
  for (let at = 0; at < bytes.length; looked++) {
    const line = bytes.indexOf('\n', at)
    const [status = 0, length = 0] = bytes.toString('latin1', at, line).split(' ').map(Number)
    at = line + 1 + length
    const problem = check(status, bytes.subarray(line + 1, at))
    if (problem !== undefined) problems.push(problem)
  }
  return { looked, problems }
}

/** What is wrong with a reply, if anything; the fan whom it is for tells what was asked. */
export function wrongIn(account: Account, partOf: PartOf, status: number, body: Buffer): string | undefined {
  const openId = TO.exec(clear(account, body.toString()))?.[1] ?? ''
  const verdict = judge(account, message({}, openId), status, body)
  if (verdict.kind === 'wrong') return verdict.reason
  if (verdict.kind === 'silence') return 'silence'
  const text = verdict.reply.MsgType === 'text' ? verdict.reply.Content : verdict.reply.MsgType
  const right = answerFor(openId, partOf)
  return text === right ? undefined : `${openId} should read ${right}, reads ${text}`
}

const TO = /<ToUserName>(?:<!\[CDATA\[)?([\w-]+)/
const ENCRYPT = /<Encrypt>(?:<!\[CDATA\[)?([\w+/=]+)/

/** Empty where it does not open; the verdict says why. */
function clear({ keys: [key], appId = '' }: Account, body: string): string {
  if (!key) return body
  try {
    return decrypt(key, appId, ENCRYPT.exec(body)?.[1] ?? '')
  } catch {
    return ''
  }
}
