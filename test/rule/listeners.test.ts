/** Rules for events: found in order, at a cost that does not grow with their number. */
import { expect, test } from 'vitest'
import { answer, code, on } from '../../src/rule/index.ts'
import { createListeners } from '../../src/rule/listeners.ts'
import type { Named } from '../../src/rule/order.ts'
import type { OnRule } from '../../src/rule/rule.ts'

const examples = [{ event: { EventKey: 'x' }, reply: 'x' }] as const
const reply = () => answer('x')
const click = (pattern: string) =>
  on('click', { title: 't', pattern, params: { n: code(/\d+/, '数字') } as never, examples, reply })
const named = (id: string, rule: OnRule): Named<OnRule> => ({ id, file: `${id}.ts`, rule })

test('those whose pattern fits, then those without one, each with its params, in the order of the pipeline', () => {
  const listeners = createListeners([
    named('order', click('ORDER_{n}')),
    named('any', on(['click', 'scan'], { title: 't', examples, reply })),
    named('other', on('scan', { title: 't', examples, reply })),
  ])
  const heard = (kind: 'click' | 'scan', EventKey: string) =>
    [...listeners(kind, { EventKey })].map((listener) => [listener.named.id, listener.params])
  expect(heard('click', 'ORDER_7')).toEqual([
    ['order', { n: '7' }],
    ['any', {}],
  ])
  expect(heard('click', 'ORDER_x')).toEqual([['any', {}]])
  expect(heard('scan', 'ORDER_7').map(([id]) => id)).toEqual(['any', 'other'])
  expect([...listeners('image', {})]).toEqual([])
})

test('ten thousand rules cost less than twice ten rules', () => {
  const all = [10, 10_000].map((size) =>
    createListeners(Array.from({ length: size }, (_, index) => named(`r${index}`, click(`KEY${index}_{n}`)))),
  )
  const cost = (listeners: (typeof all)[number]) => {
    const start = performance.now()
    for (let count = 0; count < 1_000; count++)
      expect([...listeners('click', { EventKey: 'KEY7_1' })].length).toBe(1)
    return performance.now() - start
  }
  const ratios = Array.from({ length: 12 }, () => {
    const [few = 0, many = NaN] = all.map(cost)
    return many / few
  })
  // The machine has other things to do: a linear search would cost hundreds of times as much every time.
  expect(ratios.sort((a, b) => a - b)[3]).toBeLessThan(2)
})
