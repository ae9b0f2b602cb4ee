/** `npm run check` as a maintainer runs it. */
import { rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { startEmbedded } from '../../src/db/embedded.ts'
import { run, temporaryFolder, waitFor } from '../support/process.ts'
import { FALLBACK, rule, rulesFolder, says } from '../support/rules.ts'

const hello = says('你好', '1')
const dataDir = await temporaryFolder('check')
/** Kept running, so that not every check has to start it. */
const mariadb = await startEmbedded(dataDir)
afterAll(() => mariadb.stop())

const check = async (files: Readonly<Record<string, string>>) => {
  const RULES_DIR = rulesFolder({ 'fallback.ts': FALLBACK, ...files })
  const { code, stdout } = await run(['check'], { RULES_DIR, DATA_DIR: dataDir }).ended
  return {
    code,
    lines: stdout
      .replaceAll(`${relative(process.cwd(), RULES_DIR)}/`, '')
      .trimEnd()
      .split('\n')
      .slice(0, -1),
  }
}
test('says how many rules and examples are right, exit 0', async () => {
  const RULES_DIR = rulesFolder({ 'fallback.ts': FALLBACK, 'hello.ts': hello })
  const { code, stdout } = await run(['check'], { RULES_DIR, DATA_DIR: dataDir }).ended
  expect([code, stdout]).toEqual([
    0,
    expect.stringMatching(/^✓ 2 条规则，2 个示例，都没有问题（\d+\.\d 秒）\n$/),
  ])
})
test('a pattern with the flag g is compared from the start every time', async () => {
  const asking = rule(`'#{n}'`, '#1', `ask: { n: '哪个？' },`, 'n: words()').replace(
    'examples: [',
    `examples: [{ say: '#', reply: /哪个/g }, `,
  )
  expect(await check({ 'asking.ts': asking })).toEqual({ code: 0, lines: [] })
})
/** `rule` answers 1; here its handler is another. */
const handled = (pattern: string, handler: string) =>
  rule(`'${pattern}'`, pattern).replace(`() => answer('1')`, handler)

describe('examples whose reply is wrong: each is told with its line, and none holds up the others', async () => {
  const { code, lines } = await check({
    'differs.ts': handled('差', `() => answer('2')`),
    'lines.ts': handled('行', `() => answer('2\\n3')`),
    'throws.ts': handled('错', `() => { throw new Error('boom') }`),
    'never.ts': handled('等', `() => new Promise(() => {})`),
    'loops.ts': handled('转', `() => { for (;;) {} }`),
    'quits.ts': handled('退', `() => process.exit(0)`),
    'run.ts': handled('空', `() => answer('')`),
    'nothing.ts': handled('没', `() => undefined as never`),
    'unsendable.ts': handled('图', `() => answer({ MsgType: 'image', MediaId: '' })`),
    'careless.ts': handled('急', `() => { void Promise.reject(new Error('bang')); return answer('1') }`),
  })
  const toldOf = (file: string) => {
    const from = lines.indexOf(file) + 1
    return lines.slice(from, lines.indexOf('', from))
  }
  test('exit 1', () => expect(code).toBe(1))
  test.each([
    ['another reply: both are shown', 'differs.ts', ['示例「差」应答', '  1', '结果是', '  2']],
    ['of two lines: both stand alike', 'lines.ts', ['示例「行」应答', '  1', '结果是', '  2', '  3']],
    ['a handler that throws', 'throws.ts', ['示例「错」出错：boom']],
    [
      'a handler that returns nothing',
      'nothing.ts',
      ['示例「没」出错：处理函数没有返回 answer(…)、missing(…)、silent() 或 pass()'],
    ],
    [
      'a reply that WeChat would refuse',
      'unsendable.ts',
      ['示例「图」出错：微信不收这样的回复：✖ 不能是空的', '  → at MediaId'],
    ],
    [
      'a handler that never settles',
      'never.ts',
      ['示例「等」没有在时限内回答；是不是少了 await，或者在等一个不会来的结果？'],
    ],
    [
      'a handler that loops for ever',
      'loops.ts',
      ['示例「转」5 秒还没有结束，已经停下；看看有没有不会结束的循环'],
    ],
    [
      'a promise that nobody awaits',
      'careless.ts',
      ['示例「急」在处理函数之外出错，是不是少了 await？（bang）'],
    ],
    [
      'a handler that ends the process',
      'quits.ts',
      ['示例「退」结束了整个进程，是不是调用了 process.exit？'],
    ],
  ])('%s', (_, file, [first, ...more]) => {
    const line = file === 'throws.ts' ? 8 : 6
    expect(toldOf(file)).toEqual([`    ${line}  ${first}`, ...more.map((text) => `       ${text}`)])
  })
  test('a rule named like a file of ours: the line is the rule’s', () =>
    expect(toldOf('run.ts')[0]).toMatch(/^    6  示例「空」出错：/))
})

test('a file that ends the process when it is read', async () => {
  const { code, lines } = await check({ 'bad.ts': `${rule(`'x'`)}\nprocess.exit(0)\n` })
  expect([code, lines[1]]).toEqual([1, '       读取这个文件，结束了整个进程，是不是调用了 process.exit？'])
})
test('a file that loops for ever when it is read', async () => {
  const { lines } = await check({ 'bad.ts': `${rule(`'x'`)}\nfor (;;) {}\n` })
  expect(lines).toContain('       读取这个文件，5 秒还没有结束，已经停下；看看有没有不会结束的循环')
})
test('what the compiler says: a misspelt param, and writing through a query’s db', async () => {
  const writing = `import { answer, query } from '#rule'
import { parts } from '#schema'
export default query({
  title: 't',
  pattern: 'x',
  examples: [{ say: 'x', reply: '1' }],
  async reply(_, { db }) {
    await db.insert(parts).values({ code: '1', workstation: '1' })
    return answer('1')
  },
})
`
  const { code, lines } = await check({
    'misspelt.ts': rule(`'#{n}'`, '#1', '', 'm: words()'),
    'writing.ts': writing,
  })
  expect(code).toBe(1)
  expect(lines.join('\n')).toMatch(/ 5 {2}类型 TS\d+：.*'m' does not exist/)
  expect(lines).toContain('    4  pattern「#{n}」的空位 {n} 在 params 里没有定义；在 params 里加上 n: …')
  expect(lines.join('\n')).toMatch(/8 {2}类型 TS2339：Property 'insert' does not exist on type/)
})
test('--watch says it again after every save, until SIGINT', async () => {
  const RULES_DIR = rulesFolder({ 'fallback.ts': FALLBACK, 'hello.ts': hello })
  const { child, ended, output } = run(['check', '--watch'], {
    RULES_DIR,
    DATA_DIR: dataDir,
  })
  await waitFor(() => output().includes('watching'), 30_000)
  writeFileSync(join(RULES_DIR, 'bad.ts'), rule(`'x'`).replace(`answer('1')`, `answer('2')`))
  await waitFor(() => output().includes('✗ 1 处问题'), 30_000)
  rmSync(join(RULES_DIR, 'bad.ts'))
  await waitFor(() => output().split('✓ 2 条规则').length === 3, 30_000)
  child.kill('SIGINT')
  expect((await ended).code).toBe(0)
}, 60_000)
test('what it does not know is told, exit 1', async () => {
  const { code, stderr } = await run(['check', '--fast'], { DATA_DIR: dataDir }).ended
  expect([code, stderr]).toEqual([1, expect.stringContaining('npm run check -- --watch')])
})
