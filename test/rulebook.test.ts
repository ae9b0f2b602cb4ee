/** A rulebook with something wrong in it does not load, and says what, where and why, all at once. */
import { expect, test } from 'vitest'
import { loadRulebook, requireRulebook } from '../src/rulebook/load.ts'
import { run } from './support/process.ts'
import { FALLBACK, rulesFolder, says } from './support/rules.ts'

async function problems(files: Readonly<Record<string, string>>): Promise<string[]> {
  const folder = rulesFolder(files)
  const loaded = await loadRulebook(folder)
  return loaded.kind === 'loaded'
    ? []
    : loaded.problems.map(({ file, message }) => `${file.replace(`${folder}/`, '')} ${message}`)
}

const rule = (
  pattern: string,
  params: string,
  say: string,
) => `import { answer, code, query, words } from '#rule'
export default query({ title: 't', pattern: ${pattern}, params: ${params}, examples: [{ say: '${say}', reply: '1' }], reply: () => answer('1') })
`

test('rules that go together load', async () => {
  expect(
    await problems({ 'fallback.ts': FALLBACK, 'hello.ts': says('你好', '1'), 'bye.ts': says('再见', '2') }),
  ).toEqual([])
})

test.each([
  ['no default export', 'export const x = 1', /^bad\.ts 没有 export default/],
  [
    'something else exported',
    'export default { kind: "query" }',
    /^bad\.ts 规则不完整（用 query、command、on 或 fallback 来写）：/,
  ],
  [
    'a hole without param',
    rule(`'#{n}'`, '{}', '#1'),
    /^bad\.ts pattern「#\{n\}」的空位 \{n\} 在 params 里没有定义/,
  ],
  [
    'a param without hole',
    rule(`'#{n}'`, `{ n: words(), m: words() }`, '#1'),
    /^bad\.ts params 的 m 在 pattern「#\{n\}」里没有空位/,
  ],
  [
    'adjacent holes',
    rule(`'#{a}{b}'`, `{ a: words(), b: words() }`, '#1'),
    /^bad\.ts pattern「#\{a\}\{b\}」里有两个紧挨着的空位/,
  ],
  ['an empty pattern', says('', '1'), /^bad\.ts /],
  [
    'an example that is invalid',
    rule(`'#{n}'`, `{ n: code(/\\d/, '一位数字') }`, '#x'),
    /^bad\.ts 示例「#x」应为 matched，结果是 invalid（一位数字）/,
  ],
  [
    'an example that another rule answers',
    rule(`'你{n}'`, `{ n: words() }`, '你好'),
    /^bad\.ts 示例「你好」由 .*hello\.ts 的规则 hello 回答了，而不是 bad/,
  ],
  [
    'an equal pattern',
    says('你　好', '2'),
    /^(bad|hello)\.ts pattern「你.?好」和 .*一样；在其中一个里写 before/,
  ],
  ['a second fallback', FALLBACK, /^fallback\.ts 已经有 fallback 规则/],
  ['an import of what is not there', `import '#nothing'\n${says('x', '1')}`, /^bad\.ts .*#nothing/],
])('%s', async (_, source, message) => {
  const found = await problems({ 'fallback.ts': FALLBACK, 'hello.ts': says('你好', '1'), 'bad.ts': source })
  expect(found.join('\n')).toMatch(new RegExp(message.source, 'm'))
})

test('a syntax error is told with its line, as npm run rules does', async () => {
  const RULES_DIR = rulesFolder({
    'fallback.ts': FALLBACK,
    'bad.ts': "import { query } from '#rule'\n\nexport default query({ title: 't',,\n",
  })
  const { code, stderr } = await run(['rules'], { RULES_DIR }).ended
  expect([code, stderr]).toEqual([
    1,
    expect.stringContaining('bad.ts:3：第 34 列写错了：Expected identifier but found ","'),
  ])
})

test('no fallback', async () => {
  expect(await problems({ 'hello.ts': says('你好', '1') })).toEqual([
    expect.stringContaining('没有 fallback 规则'),
  ])
})

test('a tie is settled by before', async () => {
  const files = {
    'fallback.ts': FALLBACK,
    'a.ts': rule(`'#{n}'`, `{ n: code(/\\d/, 'x') }`, '#1'),
    'b.ts': rule(`'#{m}'`, `{ m: code(/[a-z]/, 'x') }`, '#x'),
  }
  expect(await problems(files)).toHaveLength(1)
  expect(
    await problems({ ...files, 'b.ts': files['b.ts'].replace("title: 't'", "title: 't', before: 'a'") }),
  ).toEqual([])
})

test('before settles equal exact texts, and a rule that passes lets the other answer', async () => {
  const files = {
    'fallback.ts': FALLBACK,
    'b.ts': says('价格', 'b'),
    'a.ts': says('价格', 'a', `before: 'b',`),
  }
  expect(await problems(files)).toEqual([])
  const chain = { ...files, 'c.ts': says('价格', 'c', `before: 'a',`) }
  const rulebook = await requireRulebook(rulesFolder(chain))
  expect(rulebook.of('main').router.routes.map(({ named }) => named.id)).toEqual(['c', 'a', 'b'])
})

test('before settles events, whatever else listens', async () => {
  const event = (kinds: string, more = '') => `import { on, silent } from '#rule'
export default on(${kinds}, { title: 't', examples: [{ event: { MediaId: 'x' }, outcome: 'silent' }], ${more} reply: () => silent() })
`
  const files = {
    'fallback.ts': FALLBACK,
    'a.ts': event(`['voice', 'image']`),
    'm.ts': event(`'link'`),
    'z.ts': event(`'image'`, `before: 'a',`),
  }
  expect(await problems(files)).toEqual([])
  expect(await problems({ ...files, 'z.ts': event(`'image'`) })).toContainEqual(
    expect.stringContaining(`on('image') 在`),
  )
})

test('before names a rule that there is, and not in a circle', async () => {
  const files = { 'fallback.ts': FALLBACK, 'b.ts': says('价格', 'b') }
  expect(await problems({ ...files, 'a.ts': says('价格', 'a', `before: 'nope',`) })).toContainEqual(
    expect.stringContaining(`before: 'nope' 没有这条规则`),
  )
  expect(
    (
      await problems({
        ...files,
        'a.ts': says('价格', 'a', `before: 'b',`),
        'b.ts': says('价格', 'b', `before: 'a',`),
      })
    ).join(),
  ).toContain('before 绕成了一圈：a → b → a')
})

test('aliases that are heard alike are no tie', async () => {
  expect(
    await problems({
      'fallback.ts': FALLBACK,
      'a.ts': says('x', '1').replace("pattern: 'x'", "pattern: ['x', 'X']"),
    }),
  ).toEqual([])
})

test('a schema that throws is a problem of its file', async () => {
  const throwing = rule(`'#{n}'`, `{ n: code(/.+/, 'x').transform((v) => BigInt(v)) }`, '#x')
  expect(await problems({ 'fallback.ts': FALLBACK, 'bad.ts': throwing })).toContainEqual(
    expect.stringMatching(/^bad\.ts 示例「#x」出错/),
  )
})

test('an example may give the words that the engine says by itself', async () => {
  const asking = rule(`'#{n}'`, `{ n: code(/\\d/, '一位数字') }`, '#1').replace(
    'examples: [',
    `ask: { n: '哪个？' }, examples: [{ say: '#x', reply: '一位数字，例如：#x' }, { say: '#', reply: /^哪个/ }, `,
  )
  expect(await problems({ 'fallback.ts': FALLBACK, 'a.ts': asking })).toEqual([])
  expect(await problems({ 'fallback.ts': FALLBACK, 'a.ts': asking.replace('/^哪个/', '/^什么/') })).toEqual([
    expect.stringContaining('示例「#」应为 matched，结果是 asked'),
  ])
})

test('an example names one of several events', async () => {
  const scanned = `import { answer, on } from '#rule'
export default on(['subscribe', 'scan'], { title: 't', pattern: 'a{n}', params: { n: code(/\\d/, 'x') },
  examples: [{ event: { Event: 'SCAN', EventKey: 'a1' }, reply: 'scan 1' }, { event: { EventKey: 'a2' }, reply: 'subscribe 2' }],
  reply: ({ Event }, { params }) => answer(Event + ' ' + params.n) })
`.replace('{ answer,', '{ answer, code,')
  const follow = `import { on, silent } from '#rule'
export default on('subscribe', { title: 't', pattern: 'a{n}', params: { n: code(/.+/, 'x') }, before: 'a',
  examples: [{ event: { EventKey: 'ab' }, outcome: 'silent' }], reply: () => silent() })
`.replace('{ on,', '{ code, on,')
  expect(await problems({ 'fallback.ts': FALLBACK, 'a.ts': scanned, 'b.ts': follow })).toEqual([])
})

test('all problems are told at once', async () => {
  const folder = rulesFolder({
    'a.ts': 'export const x = 1',
    'b.ts': 'export const x = 1',
    'fallback.ts': FALLBACK,
  })
  await expect(requireRulebook(folder)).rejects.toThrow(/2 处问题[^]*a\.ts[^]*b\.ts/)
})
