export const help = /** @satisfies {import('../src/cli/help.js').Help} */ ({
  about: '测量控制台的图表：先在一个临时的数据库里写满消息记录，再计数，再打开每一页。',
  usage: 'npm run bench:figures -- [消息数]',
  options: {},
  examples: [
    ['npm run bench:figures', '一千万条消息，要几个 GB 的磁盘'],
    ['npm run bench:figures -- 100000', '十万条'],
  ],
  exit: '0 量完了；1 没有量成',
})
