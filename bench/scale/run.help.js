export const help = /** @satisfies {import('../../src/cli/help.js').Help} */ ({
  about:
    '测量越来越多时一条消息和控制台的一页要多久：规则 10 到 10,000 条（rules）、零件 5 千到 5 百万行（parts）、连接 1 到 1,000 个（connections）、消息记录 0 到 1 千万行（log）。全部要二十分钟到三刻钟、TMPDIR 里最多 10 GB 磁盘和 2 GB 内存，结束时都删掉。',
  usage: 'npm run bench:scale -- [选项]',
  options: {
    only: { type: 'string', value: '名字,…', text: '其中几个：rules parts connections log' },
    quick: { type: 'boolean', text: '小一些，各短短一轮：大约三分钟，1 GB 磁盘' },
    write: { type: 'boolean', text: '把表格写进 docs/performance.md，把图写进 docs/images/scale.svg' },
  },
  examples: [
    ['npm run bench:scale -- --quick', '看一眼'],
    ['npm run bench:scale -- --only rules', '只看规则'],
  ],
  exit: '0 检查都通过；1 有一个没有',
  more: '量过的数字见 docs/performance.md。',
})
