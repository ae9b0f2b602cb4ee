/** What is left of a message in V8's heap. */
import { getHeapSpaceStatistics } from 'node:v8'
import { expect, test } from 'vitest'
import { answer, query, words } from '../src/rule/index.ts'
import { messageFrom } from '../src/wechat/message.ts'
import { collect } from './support/collect.ts'
import { migratedDatabase } from './support/database.ts'
import { createNode } from './support/node.ts'
import { rulebookOf } from './support/rulebook.ts'

const rules = rulebookOf({
  hello: query({
    ...{ title: 't', pattern: '你好{name}', params: { name: words() } },
    examples: [{ say: '你好x', reply: 'x' }],
    reply: async ({ name }) => {
      await new Promise(setImmediate)
      return answer(name)
    },
  }),
})
const { deliver } = await createNode(await migratedDatabase(), rules)
const TOGETHER = 64
const attempt = { isOpen: () => true, onHangUp: () => () => {} }

let sent = 0
function say(): Promise<unknown> {
  const MsgId = String(++sent)
  const CreateTime = String(Math.floor(Date.now() / 1000))
  const fields = { ToUserName: 'gh', FromUserName: `fan${sent}`, CreateTime, MsgType: 'text', MsgId }
  return deliver(messageFrom({ ...fields, Content: `你好${sent}` }), 'main', { xml: MsgId, attempt })
}

/** What small collections, with no message in hand, have taken for long-lived. */
async function oldBytes(rounds: number): Promise<number> {
  for (let round = 0; round < rounds; round++) {
    await Promise.all(Array.from({ length: TOGETHER }, say))
    collect({ type: 'minor' })
    collect({ type: 'minor' })
  }
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === 'old_space')?.space_used_size ?? 0
}

test('little of a message outlives it among the old objects, which only the big collection takes away', async () => {
  await oldBytes(30) // until V8 has compiled what it will
  collect()
  const before = await oldBytes(1)
  const bytes = ((await oldBytes(30)) - before) / (30 * TOGETHER)
  expect(bytes).toBeLessThan(4_000)
})
