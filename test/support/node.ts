/** One node of ours on a real database: the application, its delivery and its message log, without a port. */
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { createAnswer } from '../../src/answer/answer.ts'
import { createDeliver, type DeliverDeps } from '../../src/answer/deliver.ts'
import { createFanOf } from '../../src/answer/fan.ts'
import type { Database } from '../../src/db/connect.ts'
import { createTally } from '../../src/metrics/tally.ts'
import { createMessageLog } from '../../src/message-log/message-log.ts'
import type { Rulebook } from '../../src/rulebook/load.ts'
import { createApp } from '../../src/web/app.ts'
import { createContacts } from '../../src/web/contacts.ts'
import { temporaryFolder } from './process.ts'
import { ACCOUNTS } from './wechat.ts'
import { quietLog } from './outputs.ts'

type Options = Partial<Pick<DeliverDeps, 'limits' | 'now' | 'health' | 'hurry' | 'log' | 'fanRate'>>

export async function createNode(database: Database, rulebook: Rulebook, options: Options = {}) {
  const { health = database.health, now = Date.now, log = quietLog() } = options
  const fanOf = createFanOf('')
  const messageLog = await createMessageLog({
    ...{ write: database.write, now, log },
    folder: join(await temporaryFolder(), 'spool'),
    isHealthy: health.isHealthy,
  })
  afterAll(() => messageLog.stop())
  const answer = createAnswer({ rulebook: () => rulebook, database, fanOf, log })
  const deliver = createDeliver({
    ...{
      answer,
      works: database.works,
      health,
      fanOf,
      messageLog,
      tally: createTally(),
      logOpenId: false,
      log,
      now,
    },
    ...options,
  })
  const contacts = createContacts(now)
  const app = createApp({
    findAccount: (name) => ACCOUNTS.get(name),
    allAccounts: () => [...ACCOUNTS.values()],
    ...{ contacts, deliver, ping: database.ping, now, log },
  })
  return { app, contacts, deliver, messageLog }
}
