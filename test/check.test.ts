/** `npm run check` as a maintainer runs it. */
import { rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { startEmbedded } from '../src/db/embedded.ts'
import { run, temporaryFolder, waitFor } from './support/process.ts'
import { FALLBACK, rule, rulesFolder, says } from './support/rules.ts'

const hello = says('你好', '1')
const dataDir = await temporaryFolder('check')
/** Kept running, so that not every check has to start it. */
const mariadb = await startEmbedded(dataDir)
afterAll(() => mariadb.stop())

const check = async (files: Readonly<Record<string, string>>) => {
  const RULES_DIR = rulesFolder({ 'fallback.ts': FALLBACK, ...files })
  const { code, stdout } = await run(['check'], { RULES_DIR, DATA_DIR: dataDir, NO_COLOR: '1' }).ended
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
  const { code, stdout } = await run(['check'], { RULES_DIR, DATA_DIR: dataDir, NO_COLOR: '1' }).ended
  expect([code, stdout]).toEqual([
    0,
    expect.stringMatching(/^✓ 2 条规则，2 个示例，都没有问题（\d+\.\d 秒）\n$/),
  ])
})
test('an example whose reply differs: both are shown', async () => {
  const { code, lines } = await check({ 'bad.ts': rule(`'x'`).replace(`answer('1')`, `answer('2')`) })
  expect([code, lines]).toEqual([
    1,
    ['bad.ts', '    6  示例「x」应答', '         1', '       结果是', '         2', ''],
  ])
})
test('a handler that throws: what and where', async () => {
  const throwing = rule(`'x'`).replace(`answer('1')`, `{ throw new Error('boom') }`)
  expect(await check({ 'bad.ts': throwing })).toEqual({
    code: 1,
    lines: ['bad.ts', '    8  示例「x」出错：boom', ''],
  })
})
test('a handler that never settles, and one that loops for ever, do not hold up the others', async () => {
  const never = rule(`'等'`, '等').replace(`() => answer('1')`, `() => new Promise(() => {})`)
  const loop = rule(`'转'`, '转').replace(`() => answer('1')`, `() => { for (;;) {} }`)
  const wrong = rule(`'错'`, '错').replace(`answer('1')`, `answer('2')`)
  const { code, lines } = await check({ 'a.ts': loop, 'b.ts': never, 'c.ts': wrong })
  expect(code).toBe(1)
  expect(lines.filter((line) => /示例/.test(line))).toEqual([
    '    6  示例「转」5 秒还没有结束，已经停下；看看有没有不会结束的循环',
    '    6  示例「等」没有在时限内回答；是不是少了 await，或者在等一个不会来的结果？',
    '    6  示例「错」应答',
  ])
})
test('a file that loops for ever when it is read', async () => {
  const { lines } = await check({ 'bad.ts': `${rule(`'x'`)}\nfor (;;) {}\n` })
  expect(lines).toContain('       读取这个文件，5 秒还没有结束，已经停下；看看有没有不会结束的循环')
})
test('a misspelt param: the name and the line', async () => {
  const { code, lines } = await check({ 'bad.ts': rule(`'#{n}'`, '#1', '', 'm: words()') })
  expect(code).toBe(1)
  expect(lines.join('\n')).toMatch(/ 5 {2}类型 TS\d+：.*'m' does not exist/)
  expect(lines).toContain('    4  pattern「#{n}」的空位 {n} 在 params 里没有定义；在 params 里加上 n: …')
})
test('writing through a query’s db', async () => {
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
  const { lines } = await check({ 'bad.ts': writing })
  expect(lines.join('\n')).toMatch(/8 {2}类型 TS2339：Property 'insert' does not exist on type/)
})
test('--watch says it again after every save, until SIGINT', async () => {
  const RULES_DIR = rulesFolder({ 'fallback.ts': FALLBACK, 'hello.ts': hello })
  const { child, ended, output } = run(['check', '--watch'], {
    RULES_DIR,
    DATA_DIR: dataDir,
    NO_COLOR: '1',
  })
  await waitFor(() => output().includes('watching'), 15_000)
  writeFileSync(join(RULES_DIR, 'bad.ts'), rule(`'x'`).replace(`answer('1')`, `answer('2')`))
  await waitFor(() => output().includes('✗ 1 处问题'), 15_000)
  rmSync(join(RULES_DIR, 'bad.ts'))
  await waitFor(() => output().split('✓ 2 条规则').length === 3, 15_000)
  child.kill('SIGINT')
  expect((await ended).code).toBe(0)
})
test('what it does not know is told, exit 1', async () => {
  const { code, stderr } = await run(['check', '--fast'], { DATA_DIR: dataDir }).ended
  expect([code, stderr]).toEqual([1, expect.stringContaining('npm run check -- --watch')])
})
