export const help = /** @satisfies {import('./help.js').Help} */ ({
  about: '把 CSV 文件写进一张表：先看会改什么，再问要不要写入。有一行不对就一行也不写。',
  usage: 'npm run import 表名 文件.csv -- [选项]',
  options: {
    yes: { type: 'boolean', text: '不问，直接写入（给脚本用）' },
  },
  examples: [
    ['npm run import parts parts.csv', '第一行是列名；编码 UTF-8 或 GBK'],
    ['npm run import parts parts.csv -- --yes', '在脚本里'],
  ],
  exit: '0 写好了，或没有要写入的，或回答了不写；1 有行不对、没有写成，或没有终端可以问，什么都没有写入',
  more: '说明见 docs/data.zh-CN.md。',
})
