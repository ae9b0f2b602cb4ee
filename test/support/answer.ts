import { createAnswer, type AnswerDeps } from '../../src/answer/answer.ts'
import { busy } from '../../src/answer/apology.ts'
import { createFanOf } from '../../src/answer/fan.ts'
import { runAlone } from '../../src/delivery/run.ts'
import type { Rulebook } from '../../src/rulebook/load.ts'
import type { Message } from '../../src/wechat/message.ts'
import { quietLog } from './outputs.ts'

/** The application as `ask` has it: one message to one reply, on a real database. */
export const createAsk = (
  rulebook: Rulebook,
  database: AnswerDeps['database'],
  { deadlineMs = 4_500, log = quietLog() } = {},
) => {
  const answer = createAnswer({ rulebook: () => rulebook, database, fanOf: createFanOf(''), log })
  return (message: Message, account: string) =>
    runAlone(deadlineMs, busy, (run) => answer(message, account, run))
}
