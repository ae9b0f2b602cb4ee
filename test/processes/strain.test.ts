/** Rules that hang, fans whose connections end, clocks that differ: every message ends in a text, and nothing is done twice. */
import { describe, expect, test } from 'vitest'
import { message, textMessage } from '../../src/platform/messages.ts'
import { createPlatform } from '../../src/platform/platform.ts'
import { administer, emptyDatabase } from '../support/database.ts'
import {
  applied,
  attemptsOf,
  BUSY,
  endOf,
  fetched,
  LATER,
  runsIn,
  sleeps,
  startNode,
  tell,
  textOf,
  ticketIn,
  unique,
  weChat,
} from '../support/nodes.ts'
import { waitFor } from '../support/process.ts'
import { ACCOUNTS } from '../support/wechat.ts'

const FIVE = ['甲', '乙', '丙', '丁', '戊'] as const
const hanging = Object.fromEntries(
  FIVE.map((name, index) => [`hang-${index}.ts`, sleeps(`挂${name}`, { mark: `hang${index}` })]),
)
const url = await emptyDatabase()
const [one, other, hung, crowded] = await Promise.all([
  startNode(url),
  startNode(url),
  startNode(url, { rules: { 'halt.ts': sleeps('停', { mark: 'halted' }) } }),
  startNode(url, { rules: hanging }),
])

/** How many statements run in MySQL that carry the mark. */
async function statements(mark: string): Promise<number> {
  const rows = await administer(
    `SELECT 1 FROM information_schema.processlist WHERE INFO LIKE '%${mark}%' AND ID <> CONNECTION_ID()`,
  )
  return (rows as unknown[]).length
}
/** How many runs of the question the nodes know to be slow. */
async function slowRuns(question: string): Promise<number> {
  const rows = await administer(`SELECT 1 FROM yingda_works WHERE question = '${question}'`, url)
  return (rows as unknown[]).length
}
const times = (count: number) => Array.from({ length: count }, (_, index) => index)
const percentile = (all: readonly number[], share: number) =>
  all.toSorted((a, b) => a - b)[Math.ceil(all.length * share) - 1] ?? Infinity

describe.concurrent('rules', { timeout: 60_000 }, () => {
  test('one that hangs has four statements at most, slows no other rule, and is cut off after half a minute', async () => {
    const stuck = Promise.all(times(40).map((fan) => hung.say('停600', `stuck${fan}`)))
    await waitFor(async () => (await statements('halted')) === 4, 5_000)
    // The machine may be busy with other tests for a while, a rule that hangs would be in the way all the time.
    const p99s: number[] = []
    while (p99s.length < 6 && !p99s.some((ms) => ms < 200)) {
      const waits: number[] = []
      for (const round of times(100)) {
        const start = performance.now()
        expect(textOf(await hung.say('快1', `quick${round}`))).toBe('快1')
        waits.push(performance.now() - start)
      }
      p99s.push(percentile(waits, 0.99))
      expect(await statements('halted')).toBe(4)
    }
    tell('hanging', p99s)
    expect(Math.min(...p99s)).toBeLessThan(200)
    await waitFor(async () => (await slowRuns('停600')) >= 20, 10_000)
    const late = await hung.say('停600', 'late')
    expect([textOf(late), attemptsOf(late)]).toEqual([BUSY, ['accepted']])

    const all = await stuck
    tell('stuck', counted(all.map((delivered) => `attempt ${delivered.attempts.length}`)))
    for (const delivered of all) expect(textOf(delivered)).toMatch(LATER)
    const [first] = all
    const end = first && (await fetched(hung, ticketIn(first), 'stuck0', 30_000))
    expect(end).toBe('抱歉，这次没有查出来，请稍后再试')
    await waitFor(async () => (await statements('halted')) === 0, 5_000)
  })

  test('with all connections of the pool taken by five rules, another one waits for its turn, and what asks otherwise is quick', async () => {
    const fans = FIVE.flatMap((name) =>
      times(4).map((fan) => ({ text: `挂${name}70`, fan: `${name}${fan}` })),
    )
    const many = fans.map(({ text, fan }) => endOf(crowded, text, fan))
    const taken = () => Promise.all(FIVE.map((_, index) => statements(`hang${index}`)))
    await waitFor(async () => (await taken()).every((count) => count === 4), 5_000)
    let isAnswered = false
    const queued = endOf(crowded, '慢1', 'queued').finally(() => (isAnswered = true))
    const n = unique()
    const quick = [await crowded.say('快1', 'reader'), await crowded.say(`记${n}`, 'writer')]
    expect([quick.map(textOf), quick.map(attemptsOf)]).toEqual([
      ['快1', `记${n}好了`],
      [['accepted'], ['accepted']],
    ])
    expect([isAnswered, await queued]).toEqual([false, '慢1'])
    expect(await Promise.all(many)).toEqual(fans.map(({ text }) => text))
    expect(await applied(url, n)).toBe(1)
  })
})

describe.concurrent('a fan', { timeout: 60_000 }, () => {
  test('whose connection ends before the reply gets it on the next attempt, and nothing is done twice', async () => {
    const account = ACCOUNTS.get('main')
    if (!account) return
    const hasty = createPlatform({ url: one.url, account, timeoutMs: 60, attempts: 1 })
    const questions = times(20).map((fan) => ({ text: '慢8', fan: `hasty${fan}` }))
    const orders = times(20).map(() => ({ text: `记${unique()}`, fan: `orderer` }))
    await Promise.all(
      [...questions.slice(0, 4), ...orders].map(async ({ text, fan }) => {
        const request = one.platform.prepare(textMessage(text, fan))
        await hasty.deliver(request)
        await hasty.deliver(request)
        const delivered = await one.platform.deliver(request)
        expect(textOf(delivered)).toBe(text.startsWith('记') ? `${text}好了` : text)
        expect(delivered.attempts).toHaveLength(1)
        if (text.startsWith('记')) expect(await applied(url, text.slice(1))).toBe(1)
      }),
    )
    expect(runsIn([one], '慢8')).toBe(4)
  })

  test('both of whose attempts come at the same moment reads one answer of one run', async () => {
    const request = one.platform.prepare(textMessage('慢12', 'twice'))
    const both = await Promise.all([one.platform.deliver(request), one.platform.deliver(request)])
    expect(both.map(textOf)).toEqual(['慢12', '慢12'])
    expect(runsIn([one], '慢12')).toBe(1)
  })
})

describe.concurrent.each([
  ['five minutes behind', -300],
  ['five minutes ahead', 300],
])('with WeChat’s clock %s', { timeout: 60_000 }, (_, seconds) => {
  const now = () => Date.now() + seconds * 1000
  const sent = (Content: string, fan: string) =>
    message({ MsgType: 'text', Content, CreateTime: String(Math.floor(now() / 1000)) }, fan)
  const fan = `clock${seconds}`
  const staying = weChat(one.url, now)
  const moving = weChat((attempt) => (attempt === 1 ? one : other).url, now)

  test('a quick question is answered on the first attempt, a slow one on the second, a slower one by its ticket', async () => {
    const [quick, slow, slower] = await Promise.all([
      staying.send(sent('快1', fan)),
      staying.send(sent('慢70', fan)),
      staying.send(sent('慢110', fan)),
    ])
    expect([textOf(quick), attemptsOf(quick)]).toEqual(['快1', ['accepted']])
    expect([textOf(slow), attemptsOf(slow)]).toEqual(['慢70', ['timeout', 'accepted']])
    expect(textOf(slower)).toMatch(LATER)
    expect(attemptsOf(slower)).toEqual(['timeout', 'timeout', 'accepted'])
    expect(slower.attempts[2]?.ms).toBeLessThan(1_000)
    expect(await fetched(one, ticketIn(slower), fan)).toBe('慢110')
  })

  test('a retry on another node, which cannot tell its age, does a command no second time', async () => {
    const n = unique()
    const order = moving.send(sent(`慢记${n}`, fan))
    const slower = await moving.send(sent('慢120', fan))
    const delivered = await order
    expect(textOf(delivered)).toBe(`慢记${n}好了`)
    expect(await applied(url, n)).toBe(1)
    expect(textOf(slower)).toMatch(LATER)
    expect(await fetched(other, ticketIn(slower), fan)).toBe('慢120')
  })
})

function counted(all: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const each of all) counts[each] = (counts[each] ?? 0) + 1
  return counts
}
