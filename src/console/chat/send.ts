/** Sends what the reader of the chat does as WeChat would: signed, through the public port, with its clock and its attempts. */
import { createHash } from 'node:crypto'
import { textOf } from '../../answer/answer.ts'
import { deliveryKey } from '../../answer/deliver.ts'
import type { Sent } from '../../platform/messages.ts'
import { createPlatform } from '../../platform/platform.ts'
import type { Request } from '../../platform/request.ts'
import { hear } from '../../rule/normalize.ts'
import type { LiveRulebook } from '../../rulebook/live.ts'
import { callbackPath } from '../../wechat/callback-path.ts'
import { messageFrom } from '../../wechat/message.ts'
import type { Account } from '../../wechat/open.ts'
import { parseXml } from '../../wechat/xml.ts'
import { openSlowLine } from './slow-line.ts'
import type { NewTry, Tries, Try } from './tries.ts'

export type Letter = {
  readonly session: string
  readonly account: Account
  readonly message: Sent
  readonly label: string
  readonly times: 1 | 2
  readonly isSlow: boolean
}

export type SendDeps = {
  /** Where WeChat would call. */
  readonly callback: { readonly host: string; readonly port: number }
  readonly tries: Tries
  readonly rules: Pick<LiveRulebook, 'current'>
}

/** Returns at once; the try tells how it goes on. */
export async function send({ callback, tries, rules }: SendDeps, letter: Letter): Promise<Try> {
  const { session, account, message, label, times, isSlow } = letter
  const line = isSlow ? await openSlowLine(callback.host, callback.port) : undefined
  const place = `${callback.host}:${callback.port}`
  const address = (at: string) => `http://${at}${callbackPath(account.name)}`
  const platform = createPlatform({
    url: (attempt) => address(attempt === 1 && line ? line.place : place),
    account,
  })
  const request = platform.prepare(message)
  const one = tries.begin({ session, label, request, ...heardAs(request, account.name, rules) })
  const deliver = async () => {
    one.delivered.push(await platform.deliver(request))
    one.events.emit('changed')
  }
  void Promise.all(Array.from({ length: times }, deliver)).finally(() => {
    line?.close()
    one.isDone = true
    one.events.emit('changed')
  })
  return one
}

/** What the pipeline of this moment makes of it. */
function heardAs(
  { xml }: Request,
  account: string,
  rules: SendDeps['rules'],
): Pick<NewTry, 'account' | 'key' | 'heard' | 'verdicts'> {
  const message = messageFrom(parseXml(xml))
  const key = deliveryKey(account, message, xml)
  const text = textOf(message)
  const heard = text === '' ? undefined : hear(text)
  const verdicts = heard ? rules.current().of(account).router.explain(heard) : []
  return { account, key, heard, verdicts }
}

/** The fan of a session: as long as an OpenID, and nobody's. */
export const fanOfSession = (session: string): string =>
  `o${createHash('sha256').update(session).digest('base64url').slice(0, 27)}`
