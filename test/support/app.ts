import { readConfig } from '../../src/config.ts'
import type { Database } from '../../src/db/connect.ts'
import { createLog } from '../../src/log.ts'
import { requireRulebook } from '../../src/rulebook/load.ts'
import { createApp } from '../../src/web/app.ts'
import { createAsk } from './answer.ts'
import { ACCOUNTS, contentOf, signedQuery, textXml } from './wechat.ts'

/** The public listener over the rules as delivered and a real database, without a port. */
export async function testApp(database: Database) {
  const rulebook = await requireRulebook(readConfig({ RULES_DIR: 'test/house' }).rulesDir)
  const log = createLog('silent', 2)
  const app = createApp({
    findAccount: (name) => ACCOUNTS.get(name),
    answer: createAsk(rulebook, database),
    ping: database.ping,
    now: () => 1_767_225_651_000,
    log,
  })
  const post = async (body: string, query = signedQuery(), path = '/wechat') => {
    const response = await app.request(`${path}?${query}`, { method: 'POST', body })
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      text: await response.text(),
    }
  }
  /** What the fan reads. */
  const say = async (text: string) => contentOf((await post(textXml(text))).text)
  return { app, post, say }
}
