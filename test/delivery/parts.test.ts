/** The small parts that delivery is made of. */
import { describe, expect, test } from 'vitest'
import { attemptByAge } from '../../src/delivery/attempt.ts'
import { createGenerations } from '../../src/delivery/generations.ts'
import { createHolding } from '../../src/delivery/holding.ts'
import { createRun, runAlone } from '../../src/delivery/run.ts'
import { ticketOf } from '../../src/delivery/ticket.ts'

describe('the number of a delivery by its age', () => {
  test.each([
    [0, 1],
    [3_900, 1],
    [4_100, 2],
    [5_500, 2],
    [9_200, 3],
    [10_400, 3],
    [15_000, 4],
    [300_000, 1],
    [-300_000, 1],
  ])('%i ms: number %i', (ageMs, number) => {
    expect(attemptByAge(ageMs)).toBe(number)
  })
})

describe('holding', () => {
  const clock = { ms: 0 }
  const fresh = () => {
    clock.ms = 0
    return createHolding(() => clock.ms)
  }
  test('is for a hundred at once', () => {
    const holding = fresh()
    const leaves = Array.from({ length: 100 }, () => holding.take())
    expect(holding.take()).toBeUndefined()
    leaves[0]?.()
    leaves[0]?.()
    expect(holding.take()).toBeDefined()
    expect(holding.take()).toBeUndefined()
  })
  test('is for one message in twenty where there are more than two hundred a minute', () => {
    const holding = fresh()
    for (let count = 0; count < 400; count++) holding.count()
    const taken = Array.from({ length: 30 }, () => holding.take()).filter((leave) => leave !== undefined)
    taken.forEach((leave) => leave?.())
    expect(taken).toHaveLength(20)
    clock.ms = 90_000 // half of that minute counts no more
    expect(holding.take()).toBeDefined()
    clock.ms = 200_000
    expect(Array.from({ length: 50 }, () => holding.take()).every(Boolean)).toBe(true)
  })
})

test('what is kept falls out after one to two ages, each thing once', () => {
  const clock = { ms: 0 }
  const fallen: string[] = []
  const kept = createGenerations<string>({
    ageMs: 10,
    limit: 3,
    now: () => clock.ms,
    onFall: (value) => fallen.push(value),
  })
  kept.set('a', 'A')
  clock.ms = 11
  expect(kept.get('a')).toBe('A')
  clock.ms = 22
  expect([kept.get('a'), fallen]).toEqual([undefined, ['A']])
  for (const key of ['b', 'c', 'd', 'e']) kept.set(key, key)
  expect(kept.get('b')).toBe('b')
  for (const key of ['f', 'g', 'h']) kept.set(key, key)
  expect([kept.get('b'), kept.get('e')]).toEqual([undefined, 'e'])
  kept.clear()
  expect(fallen.sort()).toEqual(['A', 'b', 'c', 'd', 'e', 'f', 'g', 'h'])
})

test('a ticket is made of the key alone, and of characters that nobody confuses', () => {
  expect(ticketOf('00000fffffffffffffffffffffffffff')).toBe('2222')
  const tickets = Array.from({ length: 2_000 }, (_, index) =>
    ticketOf((index * 523).toString(16).padStart(5, '0')),
  )
  expect(new Set(tickets).size).toBe(2_000)
  for (const ticket of tickets) expect(ticket).toMatch(/^[2-9A-HJ-NP-Z]{4}$/)
})

describe('a run', () => {
  const key = 'k'.repeat(32)
  test('that is cancelled cannot commit, and one that commits cannot be cancelled', () => {
    const cancelled = createRun(key, 1000)
    const { signal } = cancelled
    expect([cancelled.cancel(), cancelled.commit(), signal.aborted]).toEqual([true, false, true])
    const committed = createRun(key, 1000)
    expect([committed.commit(), committed.cancel(), committed.signal.aborted]).toEqual([true, false, false])
    committed.reopen()
    expect([committed.cancel(), committed.signal.aborted]).toEqual([true, true])
  })
  test('alone ends in time, or when what it has begun to commit is done', async () => {
    expect(await runAlone(20, 'late', () => new Promise<string>(() => {}))).toBe('late')
    const slow = runAlone(20, 'late', async (run) => {
      run.commit()
      await new Promise((resolve) => setTimeout(resolve, 60))
      return 'done'
    })
    expect(await slow).toBe('done')
  })
})
