/** 帮助 as delivered: titles and first examples of every rule, in pages when they are many. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createLog } from '../src/log.ts'
import { requireRulebook } from '../src/rulebook/load.ts'
import { messageFrom } from '../src/wechat/message.ts'
import { readableReply } from '../src/wechat/readable-reply.ts'
import { createAsk } from './support/answer.ts'
import { migratedDatabase } from './support/database.ts'
import { FALLBACK, rulesFolder, says } from './support/rules.ts'

const database = await migratedDatabase()
const RULES = 90
const names = Array.from({ length: RULES }, (_, index) => `这是第${index + 1}个问题`)
const rulebook = await requireRulebook(
  rulesFolder({
    'fallback.ts': FALLBACK,
    'help.ts': readFileSync('test/house/help.ts', 'utf8').replace(
      /查零件的工作台位\.\*\\\?18-546/,
      '这是第1个问题',
    ),
    ...Object.fromEntries(names.map((name, index) => [`rule-${index}.ts`, says(name, 'x')])),
  }),
)
const answer = createAsk(rulebook, database)

async function read(Content: string): Promise<string> {
  const message = { MsgType: 'text', ToUserName: 'gh', FromUserName: 'fan', CreateTime: '1', Content }
  const { reply } = await answer(messageFrom(message), 'main')
  return reply ? readableReply(reply) : ''
}

test('every rule stands on one of the pages, each has a way to the next, and none is too long for WeChat', async () => {
  let page = await read('帮助')
  let all = page
  let pages = 1
  for (let next = nextOf(page); next !== undefined; next = nextOf(page)) {
    expect(next).toBe(`帮助${pages + 1}`)
    page = await read(next)
    all += page
    pages++
    expect(Buffer.byteLength(page)).toBeLessThanOrEqual(2_000)
  }
  expect(pages).toBeGreaterThan(3)
  for (const name of names) expect(all).toContain(`>${name}</a>`)
  expect(await read(`帮助${pages + 1}`)).toBe(`没有第 ${pages + 1} 页，一共 ${pages} 页。`)
  expect(await read('help 2')).toBe(await read('帮助２'))
})

const nextOf = (page: string): string | undefined => /（发送 (帮助\d+)）/.exec(page)?.[1]
