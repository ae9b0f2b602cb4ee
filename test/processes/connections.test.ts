/** Connections that ask for nothing, or never come to an end: fans are answered all the same, on their first attempt. */
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { HALF_OPEN, hold, IDLE } from '../support/connections.ts'
import { emptyDatabase } from '../support/database.ts'
import { attemptsOf, startNode, textOf, type Node } from '../support/nodes.ts'
import { waitFor } from '../support/process.ts'

const DATABASE_URL = await emptyDatabase()
const portOf = ({ url }: Node): number => Number(new URL(url).port)

async function expectAnswers(node: Node, name: string): Promise<void> {
  for (let fan = 0; fan < 20; fan++) {
    const delivered = await node.say('快1', `${name}${fan}`)
    expect([textOf(delivered), attemptsOf(delivered)]).toEqual(['快1', ['accepted']])
    await sleep(20)
  }
}

test('beside a thousand idle connections and two hundred half-open ones', async () => {
  const node = await startNode(DATABASE_URL)
  const [idle, halfOpen] = [hold(portOf(node), 1_000, IDLE), hold(portOf(node), 200, HALF_OPEN)]
  await waitFor(() => idle.most() === 1_000 && halfOpen.most() >= 100, 10_000)
  await expectAnswers(node, 'idle')
  idle.stop()
  halfOpen.stop()
  expect(await node.end('SIGTERM')).toBe(0)
})

test('with four times as many idle connections as descriptors; they give way, and a slow answer is not cut off', async () => {
  const few = ['sh', '-c', 'ulimit -n 256 && exec "$0" "$@"', process.execPath, 'src/setup.js', 'serve']
  const node = await startNode(DATABASE_URL, { command: few })
  const idle = hold(portOf(node), 1_024, IDLE)
  await waitFor(() => idle.closed() > 1_024, 20_000)
  const slow = node.say('慢20', 'patient')
  await expectAnswers(node, 'full')
  expect([textOf(await slow), attemptsOf(await slow)]).toEqual(['慢20', ['accepted']])
  idle.stop()
  expect(await node.end('SIGTERM')).toBe(0)
})
