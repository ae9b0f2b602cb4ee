/**
 * WeChat and the load balancer before our nodes: a fan's first delivery goes to the node of the fan's hash, a retry now
 * and then to the other one. It is nginx with `proxy_next_upstream error non_idempotent`: a connection that is refused
 * or breaks before the response is tried again at the other node within the same delivery, which is safe since a message
 * is answered once whatever number of requests it comes in; a node that failed so gets nothing until it is back.
 */
import { deliveryKey } from '../../src/answer/deliver.ts'
import type { Sent } from '../../src/platform/messages.ts'
import { createPlatform, FAULT_TEXT, type Attempt } from '../../src/platform/platform.ts'
import { messageFrom } from '../../src/wechat/message.ts'
import { ACCOUNTS } from '../support/wechat.ts'
import type { Life, Node } from './node.ts'

export type Try = {
  readonly life: Life | undefined
  readonly at: number
  readonly until: number
  readonly kind: Attempt['kind']
  readonly reason: string
}
/** A message and what became of it. */
export type Told = {
  readonly key: string
  readonly said: string
  readonly fan: string
  readonly tries: readonly Try[]
  readonly kind: 'reply' | 'silence' | 'fault'
  readonly text: string
}

const OTHER_NODE_SHARE = 0.25
const ATTEMPTS = 3
const BROKEN = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE'])

export type Send = (fan: number, account: string, message: Sent) => Promise<Told>

/** `hangUpMs` tells after which time the first delivery is given up before its five seconds; undefined: it is not. */
export function createBalancer(nodes: readonly Node[], hangUpMs: () => number | undefined) {
  const told: Told[] = []
  const down = new Set<Life>()
  let moved = 0

  function lifeFor(fan: number, attempt: number): Life | undefined {
    const isElsewhere = attempt > 1 && Math.random() < OTHER_NODE_SHARE
    const first = (fan + (isElsewhere ? 1 : 0)) % nodes.length
    const lives = [nodes[first], ...nodes].flatMap((node) => node?.now() ?? [])
    return lives.find((life) => !down.has(life))
  }

  const send: Send = async (fan, name, message) => {
    const account = ACCOUNTS.get(name)
    if (!account) throw new Error(`no account ${name}`)
    const request = createPlatform({ url: '', account }).prepare(message)
    const key = deliveryKey(name, messageFrom(message), request.xml)
    const said = message['Content'] ?? message['Event'] ?? message.MsgType
    const about = { key, said: String(said), fan: message.FromUserName }
    const tries: Try[] = []
    for (let attempt = 1; attempt <= ATTEMPTS;) {
      const life = lifeFor(fan, attempt)
      const at = Date.now()
      const timeoutMs = (attempt === 1 && hangUpMs()) || 5_000
      const url = `http://127.0.0.1:${life?.port ?? 9}/wechat/${name}`
      const delivered = await createPlatform({ url, account, attempts: 1, timeoutMs }).deliver(request)
      const [tried] = delivered.attempts
      const reason = tried && 'reason' in tried ? tried.reason : ''
      if (life && BROKEN.has(reason)) {
        down.add(life)
        moved++
        continue
      }
      tries.push({ life, at, until: Date.now(), kind: tried?.kind ?? 'broken', reason })
      attempt++
      if (delivered.kind === 'fault') continue
      const text = delivered.kind === 'reply' ? delivered.text : ''
      return end({ ...about, tries, kind: delivered.kind, text })
    }
    return end({ ...about, tries, kind: 'fault', text: FAULT_TEXT })
  }
  const end = (one: Told) => {
    told.push(one)
    return one
  }
  return { send, told, moved: () => moved }
}
