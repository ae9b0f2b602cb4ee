import type { ServerResponse } from 'node:http'
import type { Context } from 'hono'
import type { Attempt } from '../delivery/attempt.ts'

/** Whether WeChat still waits for this response; a request without a socket (a test's) never hangs up. */
export function attemptOf(c: Context): Attempt {
  const response = (c.env as { outgoing?: ServerResponse } | undefined)?.outgoing
  return {
    isOpen: () => !response?.destroyed,
    onHangUp(act) {
      response?.once('close', act)
      return () => response?.off('close', act)
    },
  }
}
