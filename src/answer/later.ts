import { ticketOf } from '../delivery/ticket.ts'
import { tap } from '../rule/markup.ts'
import { textReply } from '../rule/outcome.ts'
import type { Reply } from '../wechat/reply.ts'

/** What the fan reads while the work goes on: of a command never that it failed, for it may yet be done. */
export function laterReply(key: string, isCommand: boolean): Reply {
  const ticket = `取${ticketOf(key)}`
  return textReply(
    isCommand ? `正在办理，点${tap('这里看结果', ticket)}` : `还在查，点${tap('这里取结果', ticket)}`,
  )
}
