/** How long requests wait before we see them: they do so in the kernel, so we call ourselves and see how long that takes. */
import { request } from 'node:http'

export type Queue = {
  /** Asked once for each message: whether those before it have made the queue too long. */
  isLong(): boolean
  /** Begins to call a listener of ours while messages come; returns how to stop it. */
  watch(place: Place, listener: Turns): () => void
}

type Place = { readonly host: string; readonly port: number }
type Turns = { takeTurns(isOn: boolean): void }

const CALL_EVERY_MS = 250
/** What is left of the five seconds is for the answer. */
const LONG_MS = 1_500
/** Long until a call is answered as soon as this: behind the first that waited stand all who came meanwhile. */
const SHORT_MS = 500
/** Then another is made: one that found the kernel's queue full, the kernel repeats after ever longer pauses. */
const CALL_LIMIT_MS = 2_000
/** So many messages at least have made it long, not something else. */
const MESSAGES = 3

export function createQueue(): Queue {
  // Two calls in a row have to wait: one alone has met a machine that stood still, and all who came meanwhile can be answered.
  let [calledAt, begun, hasWaited, isLong] = [0, 0, false, false]
  const waited = () => (calledAt > 0 ? performance.now() - calledAt : 0)
  return {
    isLong() {
      begun++
      if (hasWaited && begun > MESSAGES && waited() > LONG_MS) isLong = true
      return isLong
    },
    watch(place, { takeTurns }) {
      const call = () => {
        calledAt = performance.now()
        begun = 0
        callOnce(place, (isAnswered) => {
          hasWaited = !isAnswered || waited() > SHORT_MS
          isLong &&= hasWaited
          calledAt = 0
          if (!hasWaited) takeTurns(false)
          else if (isAnswered) call()
        })
      }
      const look = () => {
        if (waited() > CALL_EVERY_MS) takeTurns(true)
        if (calledAt === 0 && (begun > 0 || hasWaited)) call()
      }
      const timer = setInterval(look, CALL_EVERY_MS).unref()
      return () => clearInterval(timer)
    },
  }
}

function callOnce(place: Place, ended: (isAnswered: boolean) => void): void {
  let isAnswered = false
  const call = request({ ...place, method: 'HEAD', agent: false, timeout: CALL_LIMIT_MS })
  call.on('response', (response) => {
    isAnswered = true
    response.resume()
  })
  call.on('timeout', () => call.destroy())
  call.on('error', () => {}) // it ends all the same
  call.on('close', () => ended(isAnswered))
  call.end()
}
