/** What the compiler refuses in a rule; each line fails `tsc` as soon as it is accepted. */
import { test } from 'vitest'
import { answer, code, query } from '../src/rule/index.ts'
import { parts } from '../drizzle/schema.ts'

const examples = [{ say: 'x', reply: 'y' }] as const
const part = code(/x/, 'm')
const reply = () => answer('x')

test('a rule whose types fit compiles, several patterns included', () => {
  query({
    title: 't',
    pattern: ['?{part}', '查{part}'],
    params: { part },
    examples,
    reply: (it) => answer(it.part.slice(1)),
  })
})

test('the compiler refuses', () => {
  // @ts-expect-error a misspelt param
  query({ title: 't', pattern: '?{part}', params: { prat: part }, examples, reply })
  // @ts-expect-error a param without a hole
  query({ title: 't', pattern: '?{part}', params: { part, extra: part }, examples, reply })
  // @ts-expect-error a hole without a param
  query({ title: 't', pattern: '?{part}', examples, reply })
  // @ts-expect-error params where there is no hole
  query({ title: 't', pattern: 'x', params: { part }, examples, reply })
  // @ts-expect-error no example
  query({ title: 't', pattern: 'x', examples: [], reply })
  // @ts-expect-error a handler that can end without an outcome
  query({ title: 't', pattern: 'x', examples, reply: () => (Math.random() > 2 ? answer('x') : undefined) })
  // @ts-expect-error a handler that never returns one
  query({ title: 't', pattern: 'x', examples, reply: async () => {} })
  // @ts-expect-error a misspelt param in the handler
  query({ title: 't', pattern: '?{part}', params: { part }, examples, reply: ({ prat }) => answer(prat) })
  // @ts-expect-error a column that the given table does not have
  query({ title: 't', pattern: 'x', given: [[parts, { cod: '1' }]], examples, reply })
  query({
    title: 't',
    pattern: 'x',
    examples,
    async reply(_, { db, lookup }) {
      // @ts-expect-error writing
      await db.insert(parts).values({ code: '', workstation: '' })
      // @ts-expect-error looking up by a column that is not there
      await lookup(parts, { cod: '' })
      return answer('x')
    },
  })
})
