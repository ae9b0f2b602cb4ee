/** What the compiler refuses in a rule; each line fails `tsc` as soon as it is accepted. */
import { test } from 'vitest'
import { answer, code, command, contains, fallback, query, regex } from '../src/rule/index.ts'
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

test('the holes of a regular expression and of several patterns are the names of the params', () => {
  query({
    title: 't',
    pattern: [regex('(?<from>.+)到(?<to>.+)'), '{from}去{to}'],
    params: { from: part, to: part },
    examples,
    reply: ({ from, to }) => answer(from.trim() + to.trim()),
  })
  query({ title: 't', pattern: [contains('价格', '多少钱'), '价目表'], examples, reply })
  query({ title: 't', pattern: regex('a(?:b)(?!c)(?<!d)(?<=e)'), examples, reply })
})

test('a command writes in its transaction', () => {
  command({
    title: 't',
    pattern: '{part}',
    params: { part },
    ask: { part: '哪个？' },
    confirm: '{part}？',
    examples: [{ say: ['x', '确认'], reply: 'y' }],
    async reply(params, { tx, lookup }) {
      await tx.insert(parts).values({ code: params.part, workstation: '' })
      return answer((await lookup(parts, { code: params.part }))?.workstation ?? '')
    },
  })
})

test('the compiler refuses', () => {
  // @ts-expect-error a group that has no param
  query({ title: 't', pattern: regex('(?<from>.+)到(?<to>.+)'), params: { from: part }, examples, reply })
  // @ts-expect-error a param that is no group
  query({ title: 't', pattern: regex('(?<from>.+)'), params: { from: part, to: part }, examples, reply })
  // @ts-expect-error params of a keyword, which has no hole
  query({ title: 't', pattern: contains('x'), params: { part }, examples, reply })
  // @ts-expect-error a keyword without a word
  query({ title: 't', pattern: contains(), examples, reply })
  // @ts-expect-error asking for what is no hole
  query({ title: 't', pattern: '?{part}', params: { part }, ask: { prat: '?' }, examples, reply })
  // @ts-expect-error a query that wants to be confirmed
  query({ title: 't', pattern: 'x', confirm: '?', examples, reply })
  // @ts-expect-error a query that wants a transaction
  query({ title: 't', pattern: 'x', examples, reply: (_, { tx }) => answer(String(tx)) })
  // @ts-expect-error a command's database beside its transaction
  command({ title: 't', pattern: 'x', examples, reply: (_, { db }) => answer(String(db)) })
  // @ts-expect-error a command without an example
  command({ title: 't', pattern: 'x', examples: [], reply })
  // @ts-expect-error a command that can end without an outcome
  command({ title: 't', pattern: 'x', examples, reply: async (_, { tx }) => void (await tx.select()) })
  // @ts-expect-error an example that says nothing
  query({ title: 't', pattern: 'x', examples: [{ say: [], reply: 'x' }], reply })
  // @ts-expect-error an example without an effect
  query({ title: 't', pattern: 'x', examples: [{ say: 'x' }], reply })
  // @ts-expect-error an outcome that there is not
  query({ title: 't', pattern: 'x', examples: [{ say: 'x', outcome: 'anwser' }], reply })
  // @ts-expect-error a fallback without an example
  fallback({ title: 't', examples: [], reply })
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
      // @ts-expect-error inserting
      await db.insert(parts).values({ code: '', workstation: '' })
      // @ts-expect-error changing
      await db.update(parts).set({ workstation: '' })
      // @ts-expect-error deleting
      await db.delete(parts)
      // @ts-expect-error any statement at all
      await db.execute('DELETE FROM parts')
      // @ts-expect-error a transaction, which could write
      await db.transaction(async () => {})
      // @ts-expect-error looking up by a column that is not there
      await lookup(parts, { cod: '' })
      return answer('x')
    },
  })
})
