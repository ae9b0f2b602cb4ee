/** Goes the way of WeChat to a callback address, one check after the other, and explains where it ends. */
import { textMessage } from '../platform/messages.ts'
import { createPlatform, randomEchostr } from '../platform/platform.ts'
import type { Account } from '../wechat/open.ts'
import { checkAddress } from './address.ts'
import { checkCertificate } from './certificate.ts'
import { checkClock } from './clock.ts'
import { checkConnection } from './connection.ts'
import { isBad, type Finding } from './finding.ts'
import { judgeHandshake } from './handshake.ts'
import { judgeMessage } from './message.ts'
import { checkName } from './name.ts'

export type Patient = {
  readonly url: URL
  readonly account: Account
  /** WeChat's patience, for each of the steps (protocol 6.1). */
  readonly timeoutMs?: number
  /** Milliseconds since 1970. */
  readonly now?: () => number
}

/** Every rule set answers it or lets it be, and nothing changes by it. */
const QUESTION = '帮助'
const DOCTOR = 'oDoctorOfTheCallback00000001'

/** What cannot be checked any more, because of what was found before, is left out. */
export async function* examine({
  url,
  account,
  timeoutMs = 5_000,
  now = Date.now,
}: Patient): AsyncGenerator<Finding> {
  yield* checkAddress(url)
  for (const check of [checkName, checkConnection, checkCertificate]) {
    const findings = await check(url, timeoutMs, now)
    yield* findings
    if (findings.some(isBad)) return
  }
  const platform = createPlatform({ url: url.href, account, timeoutMs, attempts: 1, now })
  const echostr = randomEchostr()
  const shaken = await platform.handshake(echostr)
  const verdict = judgeHandshake(shaken, { url, account, echostr })
  yield verdict
  yield* checkClock(shaken, now())
  if (isBad(verdict)) return
  const delivered = await platform.send(textMessage(QUESTION, DOCTOR))
  yield judgeMessage(delivered, { url, account, question: QUESTION })
}
