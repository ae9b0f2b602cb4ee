import type { Database } from '../../src/db/connect.ts'
import { readConfig } from '../../src/config.ts'
import { requireRulebook } from '../../src/rulebook/load.ts'
import { createNode } from './node.ts'
import { contentOf, signedQuery, textXml } from './wechat.ts'

/** The public listener over the rules as delivered and a real database, without a port. */
export async function testApp(database: Database, now = () => 1_767_225_651_000) {
  const rulebook = await requireRulebook(readConfig({ RULES_DIR: 'test/house' }).rulesDir)
  const { app, contacts } = await createNode(database, rulebook, { now })
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
  return { app, contacts, post, say }
}
