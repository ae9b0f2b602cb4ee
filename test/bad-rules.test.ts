/** What a maintainer may get wrong, and the exact words that say so. */
import { relative } from 'node:path'
import { expect, test } from 'vitest'
import { loadRulebook } from '../src/rulebook/load.ts'
import { placeOf } from '../src/rulebook/problem.ts'
import { FALLBACK, rule, rulesFolder, says } from './support/rules.ts'

/** Each problem with its place, as `check` prints it, the folder left out. */
async function problemsOf(files: Readonly<Record<string, string>>): Promise<string[]> {
  const folder = rulesFolder({ 'fallback.ts': FALLBACK, ...files })
  const loaded = await loadRulebook(folder)
  const near = `${relative(process.cwd(), folder)}/`
  return loaded.kind === 'loaded'
    ? []
    : loaded.problems.map((problem) =>
        `${placeOf(problem)} ${problem.message}`.replaceAll(`${folder}/`, '').replaceAll(near, ''),
      )
}

const hello = says('你好', '1')

test.each<[string, Readonly<Record<string, string>>, string[]]>([
  [
    'no default export',
    { 'bad.ts': `export const rule = 1\n` },
    ['bad.ts 没有 export default；规则要写成 export default query({ … })'],
  ],
  [
    'a wrong kind',
    { 'bad.ts': `export default { kind: 'qurey' }\n` },
    [
      'bad.ts 规则不完整（用 query、command、on 或 fallback 来写）：不是 query、command、on 或 fallback 做出来的规则',
    ],
  ],
  [
    'a misspelt event',
    {
      'bad.ts': `import { on, silent } from '#rule'
export default on('subscibe' as 'subscribe', { title: 't', examples: [{ event: {}, outcome: 'silent' }], reply: () => silent() })
`,
    },
    [
      `bad.ts 规则不完整（用 query、command、on 或 fallback 来写）：on.0：on('subscibe') 不是微信的消息或事件；是不是 'subscribe'？`,
    ],
  ],
  [
    'a param without hole',
    { 'bad.ts': rule(`'#{n}'`, '#1', '', 'n: words(), m: words()') },
    ['bad.ts:4 params 的 m 在 pattern「#{n}」里没有空位 {m}；改名字，或删掉它'],
  ],
  [
    'a hole without param',
    { 'bad.ts': rule(`'#{n}'`, '#1') },
    ['bad.ts:4 pattern「#{n}」的空位 {n} 在 params 里没有定义；在 params 里加上 n: …'],
  ],
  [
    'a group without param',
    { 'bad.ts': rule(`regex('#(?<n>.)')`, '#1') },
    [`bad.ts:4 pattern「regex('#(?<n>.)')」的空位 {n} 在 params 里没有定义；在 params 里加上 n: …`],
  ],
  [
    'adjacent holes',
    { 'bad.ts': rule(`'#{a}{b}'`, '#1', '', 'a: words(), b: words()') },
    ['bad.ts:4 pattern「#{a}{b}」里有两个紧挨着的空位，它们之间要有文字或空格'],
  ],
  ['an empty pattern', { 'bad.ts': rule(`''`) }, ['bad.ts pattern「」是空的']],
  ['an empty keyword', { 'bad.ts': rule(`contains(' ')`) }, [`bad.ts:4 contains(' ') 里没有字`]],
  [
    'a regular expression that is not linear',
    { 'bad.ts': rule(`regex('(?<n>.)\\\\1')`, 'aa', '', 'n: words()') },
    [
      'bad.ts:4 正则「(?<n>.)\\1」不能用（invalid escape sequence: `\\1`）；为了不被一条消息拖住，只支持线性时间的写法，不能用 (?=…)、(?!…)、(?<=…)、(?<!…) 和 \\1',
    ],
  ],
  [
    'a code that is not linear',
    { 'bad.ts': rule(`'#{n}'`, '#1', '', `\n n: code(/(?=\\d)\\d/, 'x')`) },
    [
      'bad.ts:6 正则「(?=\\d)\\d」不能用（invalid or unsupported Perl syntax: `(?=`）；为了不被一条消息拖住，只支持线性时间的写法，不能用 (?=…)、(?!…)、(?<=…)、(?<!…) 和 \\1',
    ],
  ],
  [
    'an example that another rule wins',
    { 'bad.ts': rule(`'你{n}'`, '你好', '', 'n: words()'), 'hello.ts': hello },
    ['bad.ts:6 示例「你好」由 hello.ts 的规则 hello 回答了，而不是 bad；改这个示例，或改其中一个 pattern'],
  ],
  [
    'an example that nobody but the fallback answers',
    { 'bad.ts': rule(`'你好'`, '再见') },
    [
      'bad.ts:6 示例「再见」由 fallback.ts 的规则 fallback 回答了，而不是 bad；改这个示例，或改其中一个 pattern',
    ],
  ],
  [
    'an example that is invalid',
    { 'bad.ts': rule(`'#{n}'`, '#x', '', `n: code(/\\d/, '一位数字')`) },
    ['bad.ts:6 示例「#x」应为 matched，结果是 invalid（一位数字）'],
  ],
  [
    'a conversation that does not lead there',
    {
      'bad.ts': rule(`'#{n}'`, '#1', `ask: { n: '哪个？' },`, `n: code(/\\d/, '一位数字')`).replace(
        `say: '#1'`,
        `say: ['#', 'x']`,
      ),
    },
    ['bad.ts:6 示例「#」「x」应为 matched，结果是 invalid（一位数字）'],
  ],
  [
    'an equal pattern',
    { 'bad.ts': rule(`'你　好'`, '你好'), 'hello.ts': hello },
    [
      "bad.ts:4 pattern「你　好」和 hello.ts 的「你好」一样；在其中一个里写 before: '另一个的 id'（id 就是文件名）",
    ],
  ],
  [
    'an equal pattern by other names',
    {
      'bad.ts': rule(`'#{n}'`, '#1', '', 'n: words()'),
      'other.ts': rule(`'＃{m}'`, '#2', '', 'm: words()'),
    },
    [
      "bad.ts:4 pattern「#{n}」和 other.ts 的「＃{m}」一样；在其中一个里写 before: '另一个的 id'（id 就是文件名）",
    ],
  ],
  [
    'an unsettled tie',
    {
      'bad.ts': rule(`'{a}到{b}'`, '甲到乙', '', 'a: words(), b: words()'),
      'other.ts': rule(`'{a}去{b}'`, '甲去乙到丙', '', 'a: words(), b: words()'),
    },
    [
      'other.ts:6 示例「甲去乙到丙」由 bad.ts 的规则 bad 回答了，而不是 other；改这个示例，或改其中一个 pattern',
    ],
  ],
  [
    'a tie',
    {
      'bad.ts': rule(`contains('价格')`, '价格和地址'),
      'other.ts': rule(`contains('地址')`, '地址在哪'),
    },
    [
      "bad.ts:6 示例「价格和地址」也适合 other.ts 的「contains('地址')」，两条规则一样具体；在其中一个里写 before: '另一个的 id'",
    ],
  ],
  [
    'a tie that the loser’s example shows',
    {
      'bad.ts': rule(`contains('价格')`, '价格多少'),
      'other.ts': rule(`contains('地址')`, '地址和价格'),
    },
    [
      'other.ts:6 示例「地址和价格」由 bad.ts 的规则 bad 回答了，而不是 other；改这个示例，或改其中一个 pattern',
    ],
  ],
  [
    'a circle of befores',
    {
      'a.ts': rule(`'价格'`, '价格', `before: 'b',`),
      'b.ts': rule(`'价格'`, '价格', `before: 'c',`),
      'c.ts': rule(`'价格'`, '价格', `before: 'a',`),
    },
    ['a.ts:7 before 绕成了一圈：a → b → c → a；去掉其中一个 before'],
  ],
  [
    'a before of nobody',
    { 'bad.ts': rule(`'价格'`, '价格', `before: 'nope',`) },
    [`bad.ts:7 before: 'nope' 没有这条规则；id 就是文件名，例如 bad`],
  ],
  [
    'an alias that leads to another rule',
    {
      'bad.ts': rule(`['查{n}', '问{n}']`, '查好', '', 'n: words()'),
      'other.ts': rule(`'问好'`, '问好'),
    },
    ['bad.ts:4 pattern「问{n}」永远轮不到：「问好」由 other.ts 的规则 other 回答；改 pattern，或写 before'],
  ],
  [
    'files that nobody would read',
    { 'bad.js': 'x', 'shop/deep/bad.ts': 'x' },
    [
      'bad.js 不会被读到；规则文件的名字要以 .ts 结尾',
      'shop/deep/bad.ts 放得太深，不会被读到；规则放在规则目录里，或其中以账号命名的目录里',
    ],
  ],
  [
    'a second fallback',
    { 'rest.ts': FALLBACK },
    ['rest.ts 已经有 fallback 规则 fallback.ts；只能有一个，删掉其中一个'],
  ],
  [
    'a reserved word',
    { 'bad.ts': rule(`['好的', '确 认']`, '好的') },
    ['bad.ts:4 pattern「确 认」和保留的「确认」冲突，粉丝发它时轮不到这条规则；换一个说法'],
  ],
  [
    'the form of a ticket',
    { 'bad.ts': rule(`'取{n}'`, '取1', '', 'n: words()') },
    ['bad.ts:4 pattern「取{n}」和保留的「取…」冲突，粉丝发它时轮不到这条规则；换一个说法'],
  ],
  [
    'an example that is a reserved word',
    { 'bad.ts': rule(`'{n}'`, '继续', '', 'n: words()') },
    [
      'bad.ts:6 示例「继续」是保留的「继续」，轮不到规则回答；换一个说法',
      'fallback.ts:2 示例「随便」由 bad.ts 的规则 bad 回答了，而不是 fallback；改这个示例，或改其中一个 pattern',
    ],
  ],
  [
    'an ask for no hole',
    { 'bad.ts': rule(`'#{n}'`, '#1', `ask: { m: '哪个？' },`, 'n: words()') },
    ['bad.ts:7 ask 的 m 不是 pattern 里的空位；可用的有：n'],
  ],
  [
    'a confirm with no such hole',
    {
      'bad.ts': rule(`'#{n}'`, '#1', `confirm: '要{m}吗？',`, 'n: words()').replace(
        'default query',
        'default command',
      ),
    },
    ['bad.ts:7 confirm 里的 {m} 不是 pattern 里的空位；可用的有：n'],
  ],
  [
    'an import of the house',
    { 'bad.ts': `import { hear } from '../../../src/rule/normalize.ts'\n${rule(`'x'`)}` },
    [`bad.ts:1 不能 import '../../../src/rule/normalize.ts'：规则只用 #rule、#schema 和 package.json 里的包`],
  ],
  [
    'an import of another rule',
    { 'bad.ts': `${rule(`'x'`)}\nimport './hello.ts'\n`, 'hello.ts': hello },
    [`bad.ts:11 不能 import './hello.ts'：规则只用 #rule、#schema 和 package.json 里的包`],
  ],
  [
    'an import of Node’s',
    { 'bad.ts': `import { exec } from 'node:child_process'\nexec('x')\n${rule(`'x'`)}` },
    [
      `bad.ts:1 不能 import 'node:child_process'：规则不直接碰文件、网络和进程；可以用 #rule、#schema 和 package.json 里的包`,
    ],
  ],
  [
    'an import of a package that is not there',
    { 'bad.ts': `import dayjs from 'dayjs/plugin'\n${rule(`'x'`)}` },
    [`bad.ts:1 不能 import 'dayjs/plugin'：package.json 里没有这个包；先运行 npm install dayjs`],
  ],
  [
    'an import of a name like #rule',
    { 'bad.ts': `import { parts } from '#shema'\nparts\n${rule(`'x'`)}` },
    [`bad.ts:1 没有 '#shema'：# 开头的只有 #rule 和 #schema`],
  ],
  [
    'an import under way',
    { 'bad.ts': `const name = 'x'\nconst x = import(name)\n${rule(`'x'`)}` },
    ['bad.ts:2 import(…) 里要直接写包的名字'],
  ],
  [
    'a file that throws when it is read',
    { 'bad.ts': `${rule(`'x'`)}\n\nthrow new Error('boom')\n` },
    ['bad.ts:12 boom'],
  ],
  [
    'a file that waits for ever when it is read',
    { 'bad.ts': `${rule(`'x'`)}\nawait new Promise(() => {})\n` },
    ['bad.ts 3 秒还没有读完；看看处理函数之外有没有不会结束的 await'],
  ],
])('%s', async (_, files, expected) => {
  const found = await problemsOf(files)
  expect(found).toEqual(expected)
})

test('types may be imported from anywhere, and a package that there is', async () => {
  const source = `import type { Message } from '../../../src/wechat/message.ts'\nimport { z } from 'zod'\nimport { eq } from 'drizzle-orm'\nvoid [z, eq]\n${rule(`'x'`)}`
  expect(await problemsOf({ 'good.ts': source })).toEqual([])
})

test('problems of every sort are told at once, and nothing that only follows from another', async () => {
  const found = await problemsOf({
    'fallback.ts': 'export const x = 1',
    'hello.ts': hello,
    'again.ts': rule(`'你好'`, '你好', `before: 'wrong',`),
    'wrong.ts': rule(`'#{n}'`, '#1'),
    'lost.ts': rule(`'再见'`, '拜拜'),
  })
  expect(found.map((problem) => problem.slice(0, 30))).toEqual([
    expect.stringContaining('fallback.ts 没有 export default'),
    expect.stringContaining('wrong.ts:4 pattern「#{n}」'),
    expect.stringContaining('again.ts:4 pattern「你好」和'),
    expect.stringContaining('lost.ts:6 示例「拜拜」没有规则回答'),
  ])
})
