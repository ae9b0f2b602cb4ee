/** Commands: what they write and their reply stand or fall together, and 确认 comes first where it is asked for. */
import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { parts } from '../drizzle/schema.ts'
import { createDatabase } from '../src/db/connect.ts'
import { pending } from '../src/db/tables.ts'
import { answer, code, command, missing, pass, query, type Outcome } from '../src/rule/index.ts'
import type { CommandContext } from '../src/rule/context.ts'
import { createChat } from './support/chat.ts'
import { administer, migratedDatabase } from './support/database.ts'

const database = await migratedDatabase()
const part = code(/^\d+-\d+$/, '形如 1-1')
const examples = [{ say: '登记1-1', reply: 'x' }] as const

/** Writes the part, then ends as told. */
const register = (end: (context: CommandContext) => Outcome | Promise<Outcome>, confirm?: string) =>
  command({
    title: '登记',
    pattern: '登记{part}',
    params: { part },
    examples,
    ...(confirm !== undefined && { confirm }),
    async reply({ part: key }, context) {
      await context.tx.insert(parts).values({ code: key, workstation: '1号' })
      return end(context)
    },
  })
const codes = async () => (await database.write.select().from(parts)).map((row) => row.code)

beforeEach(async () => {
  await database.write.delete(parts)
  await database.write.delete(pending)
})

test('what a command wrote stays when it answers', async () => {
  const { say } = createChat(database, { it: register(() => answer('好了')) })
  expect(await say('登记1-1')).toEqual(['answer', '好了'])
  expect(await codes()).toEqual(['1-1'])
})

test('it reads what it has written, by tx and by lookup', async () => {
  const seen = register(async ({ tx, lookup }) => {
    const [row] = await tx.select().from(parts).where(eq(parts.code, '1-1'))
    return answer(`${row?.code} ${(await lookup(parts, { code: '1-1' }))?.workstation}`)
  })
  expect(await createChat(database, { it: seen }).say('登记1-1')).toEqual(['answer', '1-1 1号'])
})

test.each<[string, (context: CommandContext) => Outcome | Promise<Outcome>, string]>([
  [
    'an exception',
    () => {
      throw new Error('boom')
    },
    'failed',
  ],
  ['a reply that WeChat would refuse', () => answer(''), 'failed'],
  ['no outcome', () => undefined as unknown as Outcome, 'failed'],
  ['pass()', () => pass(), 'unmatched'],
])('%s takes back what it wrote', async (_, end, outcome) => {
  expect((await createChat(database, { it: register(end) }).say('登记1-1'))[0]).toBe(outcome)
  expect(await codes()).toEqual([])
})

test('missing() is an answer, and what was written stays', async () => {
  expect((await createChat(database, { it: register(() => missing('没有')) }).say('登记1-1'))[0]).toBe(
    'missing',
  )
  expect(await codes()).toEqual(['1-1'])
})

test('a fan who was told to come back later finds nothing done', async () => {
  let finish = () => {}
  const finished = new Promise<void>((resolve) => (finish = resolve))
  const slow = register(async () => {
    await finished
    return answer('好了')
  })
  const { say } = createChat(database, { it: slow }, { deadlineMs: 50 })
  expect(await say('登记1-1')).toEqual(['late', '系统繁忙，请稍后再试'])
  finish()
  const isOver = async () =>
    (await administer('SELECT COUNT(*) AS n FROM information_schema.innodb_trx')) as [{ n: number }]
  await expect.poll(async () => (await isOver())[0].n, { timeout: 5_000 }).toBe(0)
  expect(await codes()).toEqual([])
})

test('a command that waits too long for a row of another gives its connection back', async () => {
  await database.write.insert(parts).values({ code: '1-1', workstation: '1号' })
  const touch = command({
    title: 't',
    pattern: '改{part}',
    params: { part },
    examples,
    async reply({ part: key }, { tx }) {
      await tx.update(parts).set({ workstation: '2号' }).where(eq(parts.code, key))
      return answer('改了')
    },
  })
  const { say } = createChat(database, { it: touch })
  await database.transact(async (tx) => {
    await tx.update(parts).set({ workstation: '3号' }).where(eq(parts.code, '1-1'))
    expect((await say('改1-1'))[0]).toMatch(/failed|late/)
  })
  expect(await say('改1-1')).toEqual(['answer', '改了'])
})

describe('确认', () => {
  const asking = { it: register(() => answer('登记好了'), '要登记[{part}]吗？') }
  const { say } = createChat(database, asking)

  test('is asked for with the values, and then the command runs, once', async () => {
    const [outcome, question] = await say('登记1-1')
    expect(outcome).toBe('asked')
    expect(question).toBe(
      '要登记[1-1]吗？\n五分钟内发送 <a href="weixin://bizmsgmenu?msgmenucontent=确认&msgmenuid=1">确认</a> 就办理。',
    )
    expect(await codes()).toEqual([])
    expect(await say('确认。')).toEqual(['answer', '登记好了'])
    expect(await codes()).toEqual(['1-1'])
    expect(await say('确认')).toEqual(['missing', '没有等您确认的事，或者已经过期了。'])
  })

  test('shows the values as the command will get them', async () => {
    const coded = command({
      title: 't',
      pattern: '登记{part}',
      params: { part: code(/[A-Z]\d/, 'x', { case: 'upper' }) },
      confirm: '要登记[{part}]吗？',
      examples,
      reply: () => answer('x'),
    })
    expect((await createChat(database, { it: coded }).say('登记 a 1。'))[1]).toMatch(/^要登记\[A1\]吗？/)
  })

  test('is one tap of two: two at once run it once, from any node', async () => {
    const other = createDatabase({ url: database.url })
    await say('登记1-1')
    const both = await Promise.all([say('确认'), createChat(other, asking).say('确认')])
    await other.close()
    expect(both.map(([outcome]) => outcome).sort()).toEqual(['answer', 'missing'])
    expect(await codes()).toEqual(['1-1'])
  })

  test('may be said again when the command failed', async () => {
    let fails = true
    const shaky = register(() => {
      if (fails) throw new Error('boom')
      return answer('登记好了')
    }, '确定吗？')
    const chat = createChat(database, { it: shaky })
    await chat.say('登记1-1')
    expect((await chat.say('确认'))[0]).toBe('failed')
    expect(await codes()).toEqual([])
    fails = false
    expect(await chat.say('确认')).toEqual(['answer', '登记好了'])
  })

  test('comes too late after another question of the fan', async () => {
    const hello = query({ title: 't', pattern: '你好', examples, reply: () => answer('好') })
    const chat = createChat(database, { ...asking, hello })
    await chat.say('登记1-1')
    await chat.say('你好')
    expect((await chat.say('确认'))[0]).toBe('missing')
    expect(await codes()).toEqual([])
  })

  test('an idle word leaves the question', async () => {
    await say('登记1-1')
    expect((await say('等一下'))[0]).toBe('unmatched')
    expect((await say('确认'))[0]).toBe('answer')
  })

  test('of values that are not valid any more does nothing', async () => {
    await say('登记1-1')
    const stricter = command({
      title: 't',
      pattern: '登记{part}',
      params: { part: code(/^[A-Z]+$/, 'x') },
      examples,
      reply: () => answer('x'),
    })
    expect((await createChat(database, { it: stricter, ask: asking.it }).say('确认'))[0]).toBe('missing')
  })

  test('is asked for after an empty hole was', async () => {
    const both = command({
      title: 't',
      pattern: '登记{part}',
      params: { part },
      ask: { part: '登记哪个？' },
      confirm: '要登记[{part}]吗？',
      examples,
      async reply({ part: key }, { tx }) {
        await tx.insert(parts).values({ code: key, workstation: '1号' })
        return answer('登记好了')
      },
    })
    const chat = createChat(database, { it: both })
    expect(await chat.say('登记')).toEqual(['asked', '登记哪个？'])
    expect((await chat.say('1-1'))[0]).toBe('asked')
    expect(await codes()).toEqual([])
    expect(await chat.say('确认')).toEqual(['answer', '登记好了'])
    expect(await codes()).toEqual(['1-1'])
  })

  test('a fan’s words bring no link of their own into the question', async () => {
    const loose = command({
      title: 't',
      pattern: '登记{part}',
      params: { part: code(/.+/, 'x') },
      confirm: '要登记[{part}]吗？',
      examples,
      reply: () => answer('x'),
    })
    const [, text] = await createChat(database, { it: loose }).say('登记<a href="http://evil">')
    expect(text).not.toContain('<a href="http://evil">')
  })
})

test('the words that the engine keeps say kindly that nothing waits for them', async () => {
  const { say } = createChat(database, {})
  expect(await say('确认')).toEqual(['missing', '没有等您确认的事，或者已经过期了。'])
  expect(await say('继续')).toEqual(['missing', '没有下一页了。'])
  expect(await say('取a7k2')).toEqual(['missing', '没有等您来取的结果，或者已经过期了。'])
})
