/** One message to one reply: the application in one function. */
import type { Database } from '../db/connect.ts'
import type { Run } from '../delivery/run.ts'
import type { Log } from '../log.ts'
import { spokenText } from '../rule/kinds.ts'
import type { Rulebook } from '../rulebook/load.ts'
import type { Message } from '../wechat/message.ts'
import { nothing, type Answered } from './answered.ts'
import { failed } from './apology.ts'
import { createCrowd } from './crowd.ts'
import type { FanOf } from './fan.ts'
import { hearMessage } from './listen.ts'
import { nobodyLooksOn, type OnlookerOf } from './onlooker.ts'

/** Never rejects. `fan` is for a caller who knows it already. */
export type Answer = (message: Message, account: string, run: Run, fan?: string) => Promise<Answered>

export type AnswerDeps = {
  /** The one of now; a message keeps the one that it began with. */
  readonly rulebook: () => Rulebook
  readonly database: Pick<
    Database,
    'readFor' | 'lookup' | 'lookupAll' | 'transact' | 'pending' | 'pages' | 'works'
  >
  readonly fanOf: FanOf
  readonly onlookerOf?: OnlookerOf
  readonly log: Log
}

export function createAnswer(deps: AnswerDeps): Answer {
  const { rulebook, fanOf, onlookerOf = nobodyLooksOn, log } = deps
  const crowd = createCrowd()
  return async function answer(message, account, run, fan = fanOf(message, account)) {
    try {
      const onlooker = onlookerOf(run.key)
      const database = onlooker ? { ...deps.database, ...onlooker.asking } : deps.database
      const { router, topics } = rulebook().of(account)
      const text = textOf(message)
      const scene = { router, topics, database, crowd, log, account, message, fan, text, run, onlooker }
      return (await hearMessage(scene)) ?? nothing
    } catch (error) {
      return failed({ account }, error, log)
    }
  }
}

/** What the fan said, or what the message is routed as; empty for what says nothing. */
export const textOf = (message: Message): string =>
  message.MsgType === 'text' ? message.Content : spokenText(message)
