/** `npm run new`, as a maintainer runs it: on a terminal that is a pipe here. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import prettier from 'prettier'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { parts } from '../../drizzle/schema.ts'
import { checkReplies } from '../../src/check/replies.ts'
import { newCommand } from '../../src/cli/new.ts'
import { addClusters } from '../../src/figures/add-clusters.ts'
import { findClusters } from '../../src/figures/find-clusters.ts'
import { writeEntries } from '../../src/message-log/writer.ts'
import { hear } from '../../src/rule/normalize.ts'
import { requireRulebook } from '../../src/rulebook/load.ts'
import { readId, readPattern, readTitle } from '../../src/scaffold/wish.ts'
import { migratedDatabase } from '../support/database.ts'
import { quietLog } from '../support/outputs.ts'
import { rowOf } from '../support/message-log.ts'
import { run, temporaryFolder } from '../support/process.ts'
import { FALLBACK, rulesFolder, says } from '../support/rules.ts'

const folder = () => rulesFolder({ 'fallback.ts': FALLBACK, 'hello.ts': says('你好', '您好') })

/** What comes of the command with these arguments and answers, and the files that are there then. */
async function runNew(args: readonly string[], input = '', RULES_DIR = folder()) {
  const ended = await run(['new', ...args], { RULES_DIR, DATABASE_URL: 'mysql://nobody/nothing' }, input)
    .ended
  const files = readdirSync(RULES_DIR, { recursive: true, encoding: 'utf8' }).sort()
  return { ...ended, files, folder: RULES_DIR }
}

afterEach(() => void vi.unstubAllEnvs())

const UNTOUCHED = ['fallback.ts', 'hello.ts']

describe('three answers', () => {
  test('make a rule file that npm run check finds nothing wrong with', async () => {
    const { code, stdout, stderr, folder: RULES_DIR } = await runNew([], '查库存\n库存{part}\n1\n')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/标题.*模式.*查哪张表：\n {2}1\. parts\n/s)
    expect(stdout).toContain('parts-by-part.ts')
    expect(stdout).toContain("npm run ask '库存1001'")
    expect(stdout).toContain('npm run check')

    const checked = await run(['check'], { RULES_DIR, DATA_DIR: await temporaryFolder() }).ended
    expect(checked.stdout).toContain('✓ 3 条规则，4 个示例')
  })

  test('make exactly this file, formatted as all others are', async () => {
    const { folder: RULES_DIR } = await runNew([], '查库存\n库存{part}\nparts\n')
    const file = join(RULES_DIR, 'parts-by-part.ts')
    const source = readFileSync(file, 'utf8')
    expect(await prettier.check(source, { ...(await prettier.resolveConfig(file)), filepath: file })).toBe(
      true,
    )
    expect(source).toBe(`import { answer, code, missing, plain, query } from '#rule'
import { parts } from '#schema'

export default query({
  title: '查库存',
  pattern: '库存{part}',
  params: { part: code(/^\\S{0,31}[^\\s。.!?,、;:~]$/, '请输入 1 到 32 个字') },
  given: [[parts, { code: '1001', workstation: '示例' }]],
  examples: [
    { say: '库存1001', reply: '「1001」\\nworkstation：示例' },
    { say: '库存1006', outcome: 'missing' },
  ],
  async reply({ part }, { lookup }) {
    const row = await lookup(parts, { code: part })
    if (!row) return missing(\`没有找到「\${plain(part)}」\`)
    return answer([\`「\${row.code}」\`, \`workstation：\${row.workstation}\`].join('\\n'))
  },
})
`)
  })

  test('may end without a table, with Enter', async () => {
    const { code, files } = await runNew([], '营业时间\nopening hours\n\n')
    expect([code, files]).toEqual([0, ['fallback.ts', 'hello.ts', 'opening-hours.ts']])
  })

  test('are not asked for where flags give them', async () => {
    const { code, stdout, files } = await runNew(['stock', '--title', '库存', '--table', 'parts'], '库存\n')
    expect([code, files]).toEqual([0, ['fallback.ts', 'hello.ts', 'stock.ts']])
    expect(stdout).toMatch(/^模式/)
    expect(stdout).not.toContain('标题（')
  })
})

test("an account's own rule goes into its folder, and may have the pattern of a shared one", async () => {
  const { code, stdout, files } = await runNew([
    'shop/hello',
    '--title',
    '好',
    '--pattern',
    '你好',
    '--table=',
  ])
  expect([code, files]).toEqual([0, ['fallback.ts', 'hello.ts', 'shop', 'shop/hello.ts']])
  expect(stdout).toContain("npm run ask -- --account shop '你好'")
})

test('a name that is taken is given a number', async () => {
  const RULES_DIR = folder()
  vi.stubEnv('RULES_DIR', RULES_DIR)
  for (const pattern of ['甲{part}', '乙{part}'])
    await newCommand(['--title', 't', '--pattern', pattern, '--table', 'parts'])
  expect(readdirSync(RULES_DIR).sort()).toEqual([
    'fallback.ts',
    'hello.ts',
    'parts-by-part-2.ts',
    'parts-by-part.ts',
  ])
})

const given = (pattern: string, ...more: string[]) => ['--title', 't', '--pattern', pattern, ...more]

test.each([
  ['a table that is not there', given('x', '--table', 'stock'), /没有表「stock」；.*：parts$/],
  ['a pattern that does not compile', given('?{a}{b}'), /「\?\{a\}\{b\}」里有两个紧挨着的空位/],
  ["another rule's pattern", given('你 好', '--table='), /「你 好」和规则 hello（你好）的一样/],
  ['more holes than columns', given('{a}1{b}2{c}3{d}', '--table=1'), /表 parts 只有 3 列可以问/],
  ['the name of a rule', ['Hello'], /已经有规则 hello/],
  ['an unknown flag', ['--loud'], /new 没有选项 --loud/],
])('%s is refused, and nothing is written', async (_, args, message) => {
  const RULES_DIR = folder()
  vi.stubEnv('RULES_DIR', RULES_DIR)
  await expect(newCommand([...args])).rejects.toThrow(message)
  expect(readdirSync(RULES_DIR).sort()).toEqual(UNTOUCHED)
})

test('what is wrong is told with what to do, exit 1', async () => {
  const { code, stderr, files } = await runNew([], '查库存\n')
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(/^✗ 没有读到回答：模式.*\n {2}→ .*--pattern.*\n$/s),
  ])
  expect(files).toEqual(UNTOUCHED)
})

test.each([
  ['an empty title', () => readTitle(' '), /没有写标题/],
  ['a reserved word', () => readPattern('取{x}'), /「取\{x\}」和保留的「取…」冲突/],
  ['a name that leads out of the folder', () => readId('../x', []), /「\.\.\/x」不能作规则的文件名/],
  ['a name of three folders', () => readId('a/b/c', []), /不能作规则的文件名/],
  ['a name with its ending', () => readId('a.ts', []), /不能作规则的文件名/],
  ['no name at all', () => readId('', []), /不能作规则的文件名/],
])('%s is refused', (_, read, message) => {
  expect(read).toThrow(message)
})

test('a rule that takes the examples of others is taken away again, with its folder', async () => {
  const RULES_DIR = folder()
  vi.stubEnv('RULES_DIR', RULES_DIR)
  const made = newCommand(['shop/all', ...given('{x}', '--table=')])
  await expect(made).rejects.toThrow('没有留下')
  await expect(made).rejects.toThrow(/示例「随便」由 .*all\.ts 的规则 shop\/all 回答了，而不是 fallback/)
  expect(readdirSync(RULES_DIR).sort()).toEqual(UNTOUCHED)
})

test('with rules that do not load nothing is asked', async () => {
  const RULES_DIR = rulesFolder({ 'fallback.ts': FALLBACK, 'bad.ts': 'export const x = 1' })
  const { code, stdout, stderr } = await runNew([], '', RULES_DIR)
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr).toContain('没有 export default')
  expect(existsSync(join(RULES_DIR, 'answer.ts'))).toBe(false)
})

describe('--from', () => {
  test('writes the rule for what fans ask, as check accepts it, out of what the database has', async () => {
    const { url, write, transact } = await migratedDatabase()
    const texts = ['18-546在哪', '17-22在哪？'].map((text, number) =>
      rowOf(number, { text, heard: hear(text).text, outcome: 'unmatched' }),
    )
    await writeEntries(write, texts, quietLog())
    await transact((tx) => addClusters(tx, undefined))
    await write.insert(parts).values({ code: '17-22', workstation: '3号' })
    const [cluster] = await findClusters(write, { limit: 1 })
    const RULES_DIR = folder()
    const ended = await run(['new', '--from', String(cluster?.id)], { RULES_DIR, DATABASE_URL: url }).ended
    expect([ended.code, ended.stderr]).toEqual([0, ''])
    expect(ended.stdout).toMatch(/✓ 写好了 .*parts-by-part\.ts.*npm run ask '17-22在哪/s)
    const source = readFileSync(join(RULES_DIR, 'parts-by-part.ts'), 'utf8')
    expect(source).toContain(`pattern: '{part}在哪'`)
    expect(source).toContain(`{ say: '18-546在哪', outcome: 'missing' }`)
    await write.delete(parts)
    const rulebook = await requireRulebook(RULES_DIR)
    expect(await checkReplies({ rulebook, write, log: quietLog() })).toEqual([])

    vi.stubEnv('RULES_DIR', RULES_DIR)
    vi.stubEnv('DATABASE_URL', url)
    await expect(newCommand(['--from', '999'])).rejects.toThrow('没有编号为「999」的「没答上的」')
    await expect(newCommand(['--from', String(cluster?.id)])).rejects.toThrow(
      /「\{part\}在哪」和规则 parts-by-part（…在哪）的一样/,
    )
  })

  test('says the pattern and the table by itself', async () => {
    await expect(newCommand(['--from', '1', '--table', 'parts'])).rejects.toThrow('有 --from 就不写')
  })
})
