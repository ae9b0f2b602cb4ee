/**
 * The load balancer before our nodes: a fan's first delivery goes to the node of the fan's hash, a retry now
 * and then to the other one. It is nginx with `proxy_next_upstream error non_idempotent`: a connection that is refused
 * or breaks before the response is tried again at the other node within the same delivery, which is safe since a message
 * is answered once whatever number of requests it comes in; a node that failed so gets nothing until it is back.
 */
import type { Life, Node } from './node.ts'
import { createWeChat, TIMEOUT_MS } from './wechat.ts'

const OTHER_NODE_SHARE = 0.25
const BROKEN = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE'])
const NOBODY_LISTENS = 9

/** `hangUpMs` tells after which time the first delivery is given up before its five seconds; undefined: it is not. */
export function createBalancer(nodes: readonly Node[], hangUpMs: () => number | undefined) {
  const down = new Set<Life>()
  let moved = 0

  function lifeFor(fan: number, attempt: number): Life | undefined {
    const isElsewhere = attempt > 1 && Math.random() < OTHER_NODE_SHARE
    const first = (fan + (isElsewhere ? 1 : 0)) % nodes.length
    const lives = [nodes[first], ...nodes].flatMap((node) => node?.now() ?? [])
    return lives.find((life) => !down.has(life))
  }

  const { send, told } = createWeChat({
    placeFor(fan, attempt) {
      const life = lifeFor(fan, attempt)
      return { port: life?.port ?? NOBODY_LISTENS, life }
    },
    timeoutMs: (attempt) => (attempt === 1 && hangUpMs()) || TIMEOUT_MS,
    isMoved({ life }, reason) {
      if (!life || !BROKEN.has(reason)) return false
      down.add(life)
      moved++
      return true
    },
  })
  return { send, told, moved: () => moved }
}
