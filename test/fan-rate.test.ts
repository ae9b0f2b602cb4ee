/** A fan who writes too fast, as WeChat delivers it: real HTTP, a real database, a clock that the tests move. */
import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { createFanOf } from '../src/answer/fan.ts'
import { createFanRate } from '../src/answer/fan-rate.ts'
import { messages, pending } from '../src/db/tables.ts'
import {
  clickEvent,
  followEvent,
  imageMessage,
  message,
  scanEvent,
  textMessage,
  unfollowEvent,
  type Sent,
} from '../src/platform/messages.ts'
import { createPlatform, type Delivered } from '../src/platform/platform.ts'
import { answer, command, on, query } from '../src/rule/index.ts'
import { messageFrom } from '../src/wechat/message.ts'
import { collect } from './support/collect.ts'
import { migratedDatabase } from './support/database.ts'
import { listen } from './support/listener.ts'
import { createNode } from './support/node.ts'
import { waitFor } from './support/process.ts'
import { rulebookOf } from './support/rulebook.ts'
import { ACCOUNTS } from './support/wechat.ts'

const TOO_FAST = '您发得太快了，请过 10 秒再发。'
const given = { title: 't', examples: [{ say: 'x', reply: 'x' }] } as const
const event = { title: 't', examples: [{ event: {}, reply: 'x' }] } as const
let written = 0
const rules = rulebookOf({
  hello: query({ ...given, pattern: '你好', reply: () => answer('您好') }),
  write: command({ ...given, pattern: '记', reply: async () => answer(`第${++written}次`) }),
  button: on('click', { ...event, reply: () => answer('按了') }),
  picture: on('image', { ...event, reply: () => answer('图') }),
  follow: on('subscribe', { ...event, reply: () => answer('欢迎') }),
  scan: on('scan', { ...event, reply: () => answer('扫了') }),
})
const database = await migratedDatabase()
let clock = 0

async function node(messages: number) {
  const fanRate = createFanRate({ messages, seconds: 10 }, () => clock)
  const { app } = await createNode(database, rules, { fanRate })
  const { origin } = await listen(app)
  const platform = createPlatform({ url: `${origin}/wechat`, account: ACCOUNTS.get('main')! })
  const say = async (text: string, fan: string) => textOf(await platform.send(textMessage(text, fan)))
  const send = async (sent: Sent) => textOf(await platform.send(sent))
  return { platform, say, send }
}
const textOf = (delivered: Delivered) => (delivered.kind === 'silence' ? '' : delivered.text)
const { platform, say, send } = await node(3)
const often = async (times: number, fan: string) => {
  const read: string[] = []
  for (let time = 0; time < times; time++) read.push(await say('你好', fan))
  return read
}
const digestOf = (FromUserName: string) =>
  createFanOf('')(messageFrom({ MsgType: 'text', ToUserName: 'x', FromUserName, CreateTime: '1' }), 'main')

test('who writes too fast is told so once, then nothing until the seconds are over; nobody else notices', async () => {
  expect(await often(6, 'hasty')).toEqual(['您好', '您好', '您好', TOO_FAST, '', ''])
  expect(await often(1, 'calm')).toEqual(['您好'])
  clock += 9_999
  expect(await often(1, 'hasty')).toEqual([''])
  clock += 1
  expect(await often(5, 'hasty')).toEqual(['您好', '您好', '您好', TOO_FAST, ''])
})

test('the message log has what was not heard, under an outcome of its own', async () => {
  await often(5, 'logged')
  const rows = () =>
    database.write
      .select()
      .from(messages)
      .where(eq(messages.fan, digestOf('logged')))
  await waitFor(async () => (await rows()).length === 5, 5_000)
  const outcomes = (await rows()).map(({ outcome }) => outcome)
  expect(outcomes).toEqual(['answer', 'answer', 'answer', 'limited', 'limited'])
})

test('however often a message is delivered it counts once, and each delivery reads the same', async () => {
  const requests = Array.from({ length: 5 }, () => platform.prepare(textMessage('你好', 'retried')))
  for (const [index, request] of requests.entries()) {
    const text = ['您好', '您好', '您好', TOO_FAST, ''][index]
    const both = await Promise.all([platform.deliver(request), platform.deliver(request)])
    expect([...both, await platform.deliver(request)].map(textOf)).toEqual([text, text, text])
  }
})

test('pictures and menu buttons count, what a fan does not say neither counts nor is passed over', async () => {
  await database.write.insert(pending).values({
    ...{ fan: digestOf('busy'), waiting: '{}', expiresAt: new Date(Date.now() + 60_000) },
  } as typeof pending.$inferInsert)
  for (const sent of [followEvent('', 'busy'), scanEvent('7', 'busy'), scanEvent('8', 'busy')])
    expect(await send(sent)).toMatch(/欢迎|扫了/)
  expect(await send(imageMessage('busy'))).toBe('图')
  expect(await send(clickEvent('K', 'busy'))).toBe('按了')
  expect(await say('你好', 'busy')).toBe('您好')
  expect(await send(clickEvent('L', 'busy'))).toBe(TOO_FAST)
  expect(await send(scanEvent('9', 'busy'))).toBe('扫了')
  await send(unfollowEvent('busy'))
  const kept = await database.write
    .select()
    .from(pending)
    .where(eq(pending.fan, digestOf('busy')))
  expect(kept).toEqual([])
})

test('a retry of a command that was done reads its reply, also on a node that hears the fan no more', async () => {
  const sixSecondsAgo = String(Math.floor(Date.now() / 1000) - 6)
  const order = platform.prepare(
    message({ MsgType: 'text', Content: '记', CreateTime: sixSecondsAgo }, 'orderer'),
  )
  expect(textOf(await platform.deliver(order))).toBe('第1次')
  const other = await node(1)
  for (const text of ['您好', TOO_FAST, '']) expect(await other.say('你好', 'orderer')).toBe(text)
  expect(textOf(await other.platform.deliver(order))).toBe('第1次')
  expect(written).toBe(1)
})

test('a million fans take little memory, and the limit still holds for one of them', () => {
  const bytes = () => {
    collect()
    const { heapUsed, arrayBuffers } = process.memoryUsage()
    return heapUsed + arrayBuffers
  }
  const before = bytes()
  const rate = createFanRate({ messages: 3, seconds: 10 }, () => clock)
  const heard = () => rate.count('f'.repeat(32)) === undefined
  for (let fan = 0; fan < 1_000_000; fan++) rate.count(digestOf(`o${fan}`))
  expect((bytes() - before) / 2 ** 20).toBeLessThan(12)
  expect([heard(), heard(), heard(), heard()]).toEqual([true, true, true, false])
})
