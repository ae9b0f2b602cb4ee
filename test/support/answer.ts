import { createAnswer, type Answer, type AnswerDeps } from '../../src/answer/answer.ts'
import { createFanOf } from '../../src/answer/fan.ts'
import { createLog } from '../../src/log.ts'
import type { Rulebook } from '../../src/rulebook/load.ts'

/** The application as `ask` has it: one message to one reply, on a real database. */
export const createAsk = (
  rulebook: Rulebook,
  database: AnswerDeps['database'],
  { deadlineMs = 4_500, log = createLog('silent', 2) } = {},
): Answer => createAnswer({ rulebook: () => rulebook, database, fanOf: createFanOf(''), log, deadlineMs })
