/** WeChat's clock, ten times as fast: one run per message, and every message ends in an answer. */
import { setTimeout as sleep } from 'node:timers/promises'
import { eq, isNull } from 'drizzle-orm'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { parts } from '../../drizzle/schema.ts'
import { createFanOf } from '../../src/answer/fan.ts'
import { createDatabase } from '../../src/db/connect.ts'
import { effects, messages, pages, pending, works } from '../../src/db/tables.ts'
import { LIMITS, type Limits } from '../../src/delivery/limits.ts'
import { followEvent, message, textMessage, unfollowEvent, type Sent } from '../../src/platform/messages.ts'
import { createPlatform, FAULT_TEXT, type Delivered } from '../../src/platform/platform.ts'
import { answer, code, command, on, query, silent, words, type Outcome } from '../../src/rule/index.ts'
import type { CommandContext, QueryContext } from '../../src/rule/context.ts'
import type { Rule } from '../../src/rule/rule.ts'
import { messageFrom } from '../../src/wechat/message.ts'
import { cutWhen } from '../support/cut-proxy.ts'
import { migratedDatabase } from '../support/database.ts'
import { listen } from '../support/listener.ts'
import { createNode } from '../support/node.ts'
import { rulebookOf } from '../support/rulebook.ts'
import { ACCOUNTS } from '../support/wechat.ts'

const TENTH: Limits = {
  ...LIMITS,
  deadlineMs: 450,
  slowMs: 150,
  graceMs: 30,
  holdMs: 600,
  runMs: 3_000,
}
const HANGS_UP_MS = 500
const database = await migratedDatabase()
const BUSY = '系统繁忙，请稍后再试'

/** What the rules are told to do, and what they did. */
let handler: (context: QueryContext) => Promise<Outcome> = async () => answer('x')
let writer: (context: CommandContext) => Promise<Outcome> = async () => answer('x')
let runs = 0

const given = { title: 't', examples: [{ say: 'x', reply: 'x' }] } as const
const rules: Record<string, Rule> = {
  ask: query({
    ...given,
    pattern: '问{what}',
    params: { what: words() },
    reply: (_, context) => {
      runs++
      return handler(context)
    },
  }),
  other: query({ ...given, pattern: '你好', reply: () => answer('您好') }),
  write: command({
    ...given,
    pattern: '记{part}',
    params: { part: code(/\d+/, '数字') },
    async reply({ part }, context) {
      runs++
      await context.tx.insert(parts).values({ code: part, workstation: String(runs) })
      return writer(context)
    },
  }),
  leave: on('unsubscribe', { ...given, examples: [{ event: {}, outcome: 'silent' }], reply: () => silent() }),
}

async function node(limits = TENTH, timeoutMs = HANGS_UP_MS) {
  const { app, messageLog } = await createNode(database, rulebookOf(rules), { limits })
  const { origin } = await listen(app)
  const account = ACCOUNTS.get('main')!
  const platform = createPlatform({ url: `${origin}/wechat`, account, timeoutMs })
  return {
    ...platform,
    origin,
    messageLog,
    say: (text: string, fan?: string) => platform.send(textMessage(text, fan)),
  }
}

const here = await node()
const ticketIn = (delivered: Delivered) =>
  /取[2-9A-Z]{4}/.exec(delivered.kind === 'reply' ? delivered.text : '')?.[0] ?? 'none'
const textOf = (delivered: Delivered) => (delivered.kind === 'silence' ? '' : delivered.text)
const written = async () => (await database.write.select().from(parts)).map((row) => row.code)

/** The message log's rows of a fan, or of those who have left. */
const rowsOf = (openId: string | null) =>
  database.write
    .select()
    .from(messages)
    .where(openId === null ? isNull(messages.fan) : eq(messages.fan, digestOf(openId)))
    .orderBy(messages.id)
const fanOf = createFanOf('')
const digestOf = (FromUserName: string) =>
  fanOf(messageFrom({ MsgType: 'text', ToUserName: 'x', FromUserName, CreateTime: '1' }), 'main')

/** Ends when it is told to. */
function gate() {
  let open = () => {}
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { opened, open: () => open() }
}

beforeEach(async () => {
  runs = 0
  handler = async () => answer('答')
  writer = async () => answer('记好了')
  for (const table of [parts, works, effects, pages, pending, messages]) await database.write.delete(table)
})

describe('a slow query', () => {
  test('is run once, held, and answers the second delivery', async () => {
    handler = async () => {
      await sleep(700)
      return answer('久等了')
    }
    const delivered = await here.say('问 1')
    expect([delivered.kind, textOf(delivered), delivered.attempts.length, runs]).toEqual([
      'reply',
      '久等了',
      2,
      1,
    ])
    expect(delivered.attempts[0]?.kind).toBe('timeout')
  })

  test('whose second delivery went to another node gives the third, back on the first, its ticket', async () => {
    const { opened, open } = gate()
    handler = async () => {
      await opened
      return answer('终于')
    }
    const there = await node()
    const fan = createPlatform({
      url: (attempt) => `${(attempt === 2 ? there : here).origin}/wechat`,
      account: ACCOUNTS.get('main')!,
      timeoutMs: HANGS_UP_MS,
    })
    const delivered = await fan.send(textMessage('问 1'))
    expect(delivered.attempts.map(({ kind }) => kind)).toEqual(['timeout', 'timeout', 'accepted'])
    expect(ticketIn(delivered)).not.toBe('none')
    open()
  })

  test('that takes longer gives the third delivery a ticket at once, for the fan who asked alone', async () => {
    const { opened, open } = gate()
    handler = async () => {
      await opened
      return answer('终于')
    }
    const delivered = await here.say('问 2')
    expect(textOf(delivered)).toMatch(
      /^还在查，点<a href="weixin:\/\/bizmsgmenu\?msgmenucontent=取\w{4}&msgmenuid=1">这里取结果<\/a>（发送 取\w{4}）$/,
    )
    expect(delivered.attempts.length).toBe(3)
    expect(delivered.attempts[2]?.ms).toBeLessThan(TENTH.deadlineMs)
    const ticket = ticketIn(delivered)
    expect(textOf(await here.say('你好'))).toBe('您好')
    open()
    await expect.poll(async () => textOf(await here.say(ticket))).toBe('终于')
    expect(textOf(await here.say(ticket.toLowerCase()))).toBe('终于')
    expect(textOf(await here.say(ticket, 'another'))).toBe('没有等您来取的结果，或者已经过期了。')
    expect(runs).toBe(1)
    expect(textOf(await (await node()).say(ticket))).toBe('终于')
  })

  test('a ticket that comes before the answer waits for it', async () => {
    handler = async () => {
      await sleep(1_150)
      return answer('终于')
    }
    const ticket = ticketIn(await here.say('问 3'))
    expect(textOf(await here.say(ticket))).toBe('终于')
  })

  test('that MySQL has cut off is asked again by its ticket', async () => {
    handler = async () => {
      await sleep(1_100)
      throw Object.assign(new Error('gone'), { code: 'PROTOCOL_CONNECTION_LOST' })
    }
    const ticket = ticketIn(await here.say('问 3'))
    handler = async () => answer('终于')
    await expect.poll(async () => textOf(await here.say(ticket))).toBe('终于')
  })

  test('that never ends is cut off, its statements with it, and the ticket says so', async () => {
    let isAborted = false
    handler = ({ signal, db }) => {
      signal.addEventListener('abort', () => (isAborted = true))
      return db
        .select()
        .from(parts)
        .then(() => new Promise(() => {}))
    }
    const ticket = ticketIn(await here.say('问 4'))
    await expect.poll(() => isAborted, { timeout: 5_000 }).toBe(true)
    await expect.poll(async () => textOf(await here.say(ticket))).toBe('抱歉，这次没有查出来，请稍后再试')
  })

  test('msLeft tells how much of the first delivery is left', async () => {
    const seen: number[] = []
    handler = async ({ msLeft }) => {
      seen.push(msLeft())
      await sleep(500)
      seen.push(msLeft())
      return answer('x')
    }
    await here.say('问 5')
    expect(seen[0]).toBeGreaterThan(350)
    expect(seen[1]).toBe(0)
  })
})

describe('holding', () => {
  test('past a hundred the first delivery gets the ticket', async () => {
    const { opened, open } = gate()
    handler = async () => {
      await opened
      return answer('x')
    }
    const { origin } = await node({
      ...TENTH,
      ...{ slowMs: 2_000, deadlineMs: 2_050, holdMs: 20_000, runMs: 20_000 },
    })
    const once = createPlatform({
      url: `${origin}/wechat`,
      account: ACCOUNTS.get('main')!,
      timeoutMs: 5_000,
      attempts: 1,
    })
    const all = await Promise.all(
      Array.from({ length: 110 }, (_, fan) => once.send(textMessage(`问 ${fan}`, `fan${fan}`))),
    )
    open()
    const told = all.filter(({ kind }) => kind === 'reply')
    expect(told).toHaveLength(10)
    for (const delivered of told) expect(textOf(delivered)).toContain('还在查')
  })

  test('a rule with twenty slow runs turns further fans away at once, and slows no other rule', async () => {
    const { opened, open } = gate()
    handler = async () => {
      await opened
      return answer('x')
    }
    const first = Array.from({ length: 20 }, (_, fan) => here.say(`问 ${fan}`, `fan${fan}`))
    await expect.poll(async () => textOf(await here.say('问 x', 'late'))).toBe(BUSY)
    const start = performance.now()
    expect(textOf(await here.say('问 y', 'later'))).toBe(BUSY)
    expect(textOf(await here.say('你好', 'later'))).toBe('您好')
    expect(performance.now() - start).toBeLessThan(TENTH.deadlineMs)
    open()
    await Promise.all(first)
    await expect.poll(async () => textOf(await here.say('问 z', 'last'))).toBe('x')
  })
})

describe('deliveries of one message', () => {
  test('at the same time are one run with one answer', async () => {
    handler = async () => {
      await sleep(100)
      return answer(`第 ${runs} 次`)
    }
    const request = here.prepare(textMessage('问 1'))
    const all = await Promise.all(Array.from({ length: 5 }, () => here.deliver(request)))
    expect(new Set(all.map(textOf))).toEqual(new Set(['第 1 次']))
  })

  test('one after the other get the same answer again', async () => {
    handler = async () => answer(`第 ${runs} 次`)
    const request = here.prepare(textMessage('问 1'))
    expect([textOf(await here.deliver(request)), textOf(await here.deliver(request))]).toEqual([
      '第 1 次',
      '第 1 次',
    ])
  })

  test('with another body under the same id are another message', async () => {
    handler = async () => answer(`第 ${runs} 次`)
    const one = textMessage('问 1')
    expect(textOf(await here.send(one))).toBe('第 1 次')
    expect(textOf(await here.send({ ...one, Content: '问 2' }))).toBe('第 2 次')
  })

  test('whose sender has hung up: the next one gets the answer', async () => {
    const { opened, open } = gate()
    handler = async () => {
      await opened
      return answer('答')
    }
    const request = here.prepare(textMessage('问 1'))
    const impatient = createPlatform({
      url: `${here.origin}/wechat`,
      account: ACCOUNTS.get('main')!,
      timeoutMs: 50,
      attempts: 1,
    })
    expect((await impatient.deliver(request)).kind).toBe('fault')
    open()
    expect(textOf(await here.deliver(request))).toBe('答')
    expect(runs).toBe(1)
  })

  test('of an event without an id: its second, its name and its key tell', async () => {
    const follow = followEvent('', 'follower')
    const later = { ...follow, CreateTime: String(Number(follow['CreateTime']) + 1) }
    for (const event of [follow, follow, later]) await here.send(event)
    await expect.poll(async () => (await rowsOf('follower')).length).toBe(2)
  })
})

describe('a command', () => {
  test('is done once, however often it is delivered, here, on another node and after a restart', async () => {
    const request = here.prepare(textMessage('记1'))
    const other = await node()
    const all = await Promise.all([here, other, here, other].map(({ deliver }) => deliver(request)))
    expect(all.map(textOf)).toEqual(Array.from({ length: 4 }, () => '记好了'))
    expect(textOf(await (await node()).deliver(request))).toBe('记好了')
    expect([await written(), runs]).toEqual([['1'], 1])
  })

  test('that is slow is being dealt with, never failed, and its ticket tells the end', async () => {
    const { opened, open } = gate()
    writer = async () => {
      await opened
      return answer('办好了')
    }
    const delivered = await here.say('记1')
    expect(textOf(delivered)).toMatch(/^正在办理，点<a [^>]+>这里看结果<\/a>（发送 取\w{4}）$/)
    const ticket = ticketIn(delivered)
    expect(await written()).toEqual([])
    open()
    await expect.poll(async () => textOf(await here.say(ticket))).toBe('办好了')
    expect([await written(), runs]).toEqual([['1'], 1])
  })

  test('of which its node could not say for a while that it lives is not told to be undone', async () => {
    const { opened, open } = gate()
    writer = async () => {
      await opened
      return answer('办好了')
    }
    const ticket = ticketIn(await here.say('记1'))
    await database.write.update(works).set({ aliveUntil: new Date(Date.now() - 1_000) })
    expect(textOf(await here.say(ticket))).toMatch(/^正在办理/)
    open()
    await expect.poll(async () => textOf(await here.say(ticket))).toBe('办好了')
    expect([await written(), runs]).toEqual([['1'], 1])
  })

  test('whose node has died is told to be undone, and then it is not done for a retry either', async () => {
    writer = () => new Promise(() => {})
    const own = createDatabase({ url: database.url })
    const { app } = await createNode(own, rulebookOf(rules), { limits: TENTH })
    const { origin } = await listen(app)
    const there = createPlatform({
      url: `${origin}/wechat`,
      account: ACCOUNTS.get('main')!,
      timeoutMs: HANGS_UP_MS,
    })
    const request = there.prepare(textMessage('记1'))
    const ticket = ticketIn(await there.deliver(request))
    await own.close()
    await database.write.update(works).set({ aliveUntil: new Date(Date.now() - 1_000) })
    await expect.poll(async () => textOf(await here.say(ticket))).toBe('没有办成，请再发一次。')
    writer = async () => answer('记好了')
    expect(textOf(await here.deliver(request))).toBe('没有办成，请再发一次。')
    expect([await written(), runs]).toEqual([[], 1])
  })

  test('is known as one, also when a node that takes it over does not know it yet', async () => {
    const about = { key: 'k'.repeat(32), fan: 'f'.repeat(32), ticket: 'A7K2', question: '记1' }
    await database.works.record(about, 1, true)
    await database.works.record(about, 1, false)
    const work = await database.works.byTicket(about.fan, about.ticket)
    expect([work?.isCommand, work?.attempts]).toEqual([true, 2])
  })

  test('that throws leaves no trace, and the fan gets the apology', async () => {
    writer = async () => {
      throw new Error('boom')
    }
    expect(textOf(await here.say('记1'))).toMatch(/^抱歉，出了点问题，请稍后再试（编号 \d{4}）$/)
    expect(await written()).toEqual([])
    expect(await database.write.select().from(effects)).toEqual([])
  })

  test('that was done on another node is not said to have failed where its answer cannot be read at once', async () => {
    const request = here.prepare(textMessage('记1'))
    expect(textOf(await here.deliver(request))).toBe('记好了')
    const way = await cutWhen(database.url, 'from `yingda_effects` where', { cut: 'request', isOnce: true })
    const cut = createDatabase({ url: way.url })
    onTestFinished(() => Promise.all([cut.close(), way.close()]).then(() => {}))
    const { app } = await createNode(cut, rulebookOf(rules), { limits: TENTH })
    const { origin } = await listen(app)
    const there = createPlatform({ url: `${origin}/wechat`, account: ACCOUNTS.get('main')! })
    const told = textOf(await there.deliver(request))
    expect(told === '记好了' || /^正在办理/.test(told), told).toBe(true)
    await expect.poll(async () => textOf(await there.deliver(request))).toBe('记好了')
    expect([await written(), runs]).toEqual([['1'], 1])
  })

  test('that another node works on is not said to have failed where MySQL is in trouble', async () => {
    const { opened, open } = gate()
    writer = async () => {
      await opened
      return answer('记好了')
    }
    const old = { ...textMessage('记1'), CreateTime: String(Math.floor(Date.now() / 1000) - 5) }
    const request = here.prepare(old)
    const first = here.deliver(request)
    await expect.poll(async () => (await database.write.select().from(works)).length).toBe(1)
    const way = await cutWhen(database.url, 'from `yingda_works` where', { cut: 'request' })
    const cut = createDatabase({ url: way.url })
    onTestFinished(() => Promise.all([cut.close(), way.close()]).then(() => {}))
    const health = { isHealthy: () => false, onTrouble: () => () => {} }
    const { app } = await createNode(cut, rulebookOf(rules), { limits: TENTH, health })
    const { origin } = await listen(app)
    const there = createPlatform({ url: `${origin}/wechat`, account: ACCOUNTS.get('main')! })
    const ticket = ticketIn(await there.deliver(request))
    open()
    await first
    expect(textOf(await here.say(ticket))).toBe('记好了')
    expect([await written(), runs]).toEqual([['1'], 1])
  })

  test('that meets a deadlock is tried again, and both are done once', async () => {
    await database.write.insert(parts).values([
      { code: '100', workstation: 'a' },
      { code: '200', workstation: 'a' },
    ])
    const touch = (tx: CommandContext['tx'], key: string) =>
      tx.update(parts).set({ workstation: 'b' }).where(eq(parts.code, key))
    const both = gate()
    let inside = 0
    writer = async ({ tx, text }) => {
      const keys = text === '记1' ? ['100', '200'] : ['200', '100']
      await touch(tx, keys[0]!)
      if (++inside === 2) both.open()
      await both.opened
      await touch(tx, keys[1]!)
      return answer('好')
    }
    const done = await Promise.all([here.say('记1', 'a'), here.say('记2', 'b')])
    expect(done.map(textOf)).toEqual(['好', '好'])
    expect([(await written()).sort(), runs]).toEqual([['1', '100', '2', '200'], 3])
  })

  test('with a long answer has its pages, for it was committed with them', async () => {
    writer = async () => answer('行\n'.repeat(900))
    const first = textOf(await here.say('记1'))
    expect(first).toMatch(/看下一页$/)
    expect(textOf(await here.say('继续'))).not.toBe('没有下一页了。')
  })
})

describe('a long answer', () => {
  const lines = Array.from({ length: 300 }, (_, index) => `第${index}行：一些文字`)
  beforeEach(() => void (handler = async () => answer(lines.join('\n'))))

  test('comes page by page with 继续, and all of it', async () => {
    const seen = [textOf(await here.say('问 1'))]
    while (seen.at(-1)?.endsWith('看下一页')) seen.push(textOf(await here.say('继续')))
    for (const page of seen) expect(Buffer.byteLength(page)).toBeLessThanOrEqual(2_000)
    const all = seen.map((page) => page.replace(/\n\n回复「<a [^>]+>继续<\/a>」看下一页$/, ''))
    expect(all.join('\n').split('\n')).toEqual(lines)
    expect(textOf(await here.say('继续'))).toBe('没有下一页了。')
  })

  test('shows a page again to a retry, on any node', async () => {
    await here.say('问 1')
    const request = here.prepare(textMessage('继续'))
    const page = textOf(await here.deliver(request))
    expect(textOf(await (await node()).deliver(request))).toBe(page)
    expect(textOf(await here.say('继续'))).not.toBe(page)
  })

  test('is not in the way of another question, and is another fan’s never', async () => {
    await here.say('问 1')
    expect(textOf(await here.say('你好'))).toBe('您好')
    expect(textOf(await here.say('继续', 'another'))).toBe('没有下一页了。')
    expect(textOf(await here.say('继续'))).toContain('行：一些文字')
  })
})

describe('the message log', () => {
  test('has one row a message, with what became of it and on which delivery', async () => {
    handler = async () => {
      await sleep(700)
      return answer('x')
    }
    await here.say('问 １', 'asker')
    const other = await here.say('没人听得懂', 'asker')
    expect(other.kind).toBe('reply')
    await expect.poll(async () => (await rowsOf('asker')).length).toBe(2)
    expect(await rowsOf('asker')).toMatchObject([
      {
        account: 'main',
        kind: 'text',
        text: '问 １',
        heard: '问 1',
        rule: 'ask',
        outcome: 'answer',
        attempt: 2,
      },
      { text: '没人听得懂', rule: 'rest', outcome: 'unmatched', attempt: 1 },
    ])
    expect((await rowsOf('asker'))[0]?.ms).toBeGreaterThan(650)
    expect((await rowsOf('asker'))[0]?.fan).toMatch(/^[0-9a-f]{32}$/)
  })

  test('forgets a fan who leaves, with all that waits for the fan', async () => {
    handler = async () => answer('行\n'.repeat(900))
    await here.say('问 1', 'leaver')
    await here.say('记1', 'leaver')
    await here.say('你好', 'stayer')
    await expect.poll(async () => (await rowsOf('leaver')).length).toBe(2)
    const before = (await rowsOf(null)).length
    expect((await here.send(unfollowEvent('leaver'))).kind).toBe('silence')
    await expect.poll(async () => (await rowsOf('leaver')).length).toBe(0)
    await expect.poll(async () => (await rowsOf(null)).length).toBe(before + 1)
    expect(await rowsOf('stayer')).toHaveLength(1)
    for (const table of [pages, effects, works, pending])
      expect(await database.write.select().from(table)).toEqual([])
  })
})

test('many fans at once, some quick, some slow: nobody is left without an answer', async () => {
  handler = async ({ text }) => {
    await sleep(Number(text.slice(1)))
    return answer('x')
  }
  const all = await Promise.all(
    Array.from({ length: 60 }, (_, fan) =>
      here.say(fan % 3 === 0 ? `问 ${fan * 10}` : fan % 3 === 1 ? '你好' : `记${fan}`, `fan${fan}`),
    ),
  )
  for (const delivered of all) expect(textOf(delivered)).not.toBe(FAULT_TEXT)
  expect((await written()).length).toBe(20)
})
