/** Several processes of ours on one MySQL: what one of them has begun, another one brings to its end. */
import { describe, expect, test } from 'vitest'
import { textMessage } from '../../src/platform/messages.ts'
import { emptyDatabase } from '../support/database.ts'
import {
  applied,
  attemptsOf,
  fetched,
  LATER,
  recorded,
  runsIn,
  startNode,
  textOf,
  ticketIn,
  unique,
  weChat,
  type Node,
} from '../support/nodes.ts'

const NOTHING = '没有等您来取的结果，或者已经过期了。'
const url = await emptyDatabase()
const [one, other, mortal] = await Promise.all([startNode(url), startNode(url), startNode(url)])
/** The first attempt reaches one node, its retries another one. */
const moving = (from: Node, to: Node) => weChat((attempt) => (attempt === 1 ? from : to).url)

describe.concurrent('two nodes on one MySQL', { timeout: 40_000 }, () => {
  test('a retry that reaches the other node waits for the work of the first, which is done once', async () => {
    const delivered = await moving(one, other).send(textMessage('慢65', 'waiter'))
    expect([textOf(delivered), attemptsOf(delivered)]).toEqual(['慢65', ['timeout', 'accepted']])
    expect(runsIn([one, other], '慢65')).toBe(1)
  })

  test('a retry of a command that reaches the other node reads what the first has done, once', async () => {
    const n = unique()
    const delivered = await moving(one, other).send(textMessage(`慢记${n}`, 'orderer'))
    expect([textOf(delivered), attemptsOf(delivered)]).toEqual([`慢记${n}好了`, ['timeout', 'accepted']])
    expect([await applied(url, n), runsIn([one, other], `慢记${n}`)]).toEqual([1, 1])
  })

  test('a command that reaches both nodes at the same moment is applied once, and both read the same', async () => {
    for (let round = 0; round < 10; round++) {
      const n = unique()
      const request = one.platform.prepare(textMessage(`记${n}`, 'hasty'))
      const both = await Promise.all(
        [one, other, one, other].map(({ platform }) => platform.deliver(request)),
      )
      expect(both.map(textOf)).toEqual(Array.from({ length: 4 }, () => `记${n}好了`))
      expect(await applied(url, n)).toBe(1)
    }
  })

  test('a ticket is answered by any node, for the fan who asked alone, and no question is swallowed', async () => {
    const delivered = await moving(one, other).send(textMessage('慢115', 'holder'))
    expect(textOf(delivered)).toMatch(LATER)
    expect(attemptsOf(delivered)).toEqual(['timeout', 'timeout', 'accepted'])
    expect(delivered.attempts[2]?.ms).toBeLessThan(1_000)
    const ticket = ticketIn(delivered)
    expect(textOf(await other.say('快7', 'holder'))).toBe('快7')
    expect(textOf(await other.say(ticket, 'holder'))).toBe('慢115')
    expect(textOf(await one.say(ticket, 'holder'))).toBe('慢115')
    expect(textOf(await other.say(ticket, 'stranger'))).toBe(NOTHING)
    expect(runsIn([one, other], '慢115')).toBe(1)
  })

  test('a node killed with -9 while it works: the retry on another node ends in an answer, what it had finished is there after its restart', async () => {
    const early = await mortal.say('慢105', 'early')
    expect(await fetched(mortal, ticketIn(early), 'early')).toBe('慢105')
    const n = unique()
    const question = moving(mortal, other).send(textMessage('慢40', 'asker'))
    const order = moving(mortal, other).send(textMessage(`慢记${n}`, 'buyer'))
    const long = moving(mortal, one).send(textMessage('慢90', 'patient'))
    await Promise.all(['慢40', `慢记${n}`, '慢90'].map((text) => recorded(url, text)))
    await mortal.end('SIGKILL')

    const asked = await question
    expect([textOf(asked), attemptsOf(asked)]).toEqual(['慢40', ['broken', 'accepted']])
    const patient = await long
    expect(attemptsOf(patient)).toEqual(['broken', 'timeout', 'accepted'])
    const ordered = await order
    expect(attemptsOf(ordered)).toEqual(['broken', 'timeout', 'accepted'])
    const ends = [fetched(other, ticketIn(patient), 'patient'), fetched(one, ticketIn(ordered), 'buyer')]
    expect(await Promise.all(ends)).toEqual(['慢90', `慢记${n}好了`])
    expect(await applied(url, n)).toBe(1)

    const again = await startNode(url)
    expect(textOf(await again.say(ticketIn(early), 'early'))).toBe('慢105')
    expect(runsIn([mortal, again, one, other], '慢105')).toBe(1)
  })
})
