export const help = /** @satisfies {import('../../src/cli/help.js').Help} */ ({
  about:
    '粉丝按微信的时钟和重试写来，同时服务器受苦：持续的负载（load）、一万个空闲连接（idle）、一千个半开连接（half-open）、一百万个乱写的消息（fuzz）、各种故障（faults）、磁盘写满（disk）、描述符用完（descriptors）、内存很小（memory）。全部要半小时左右。磁盘和内存要 root，没有就大声说略过；只在 Linux 上。',
  usage: 'npm run bench:reliability -- [选项]',
  options: {
    only: { type: 'string', value: '名字,…', text: '其中几个' },
    quick: { type: 'boolean', text: '数目小一些，全部四分钟左右' },
    write: { type: 'boolean', text: '把表格写进 docs/reliability.md' },
  },
  examples: [
    ['npm run bench:reliability -- --quick', '看一眼'],
    ['npm run bench:reliability -- --only idle,half-open', '只看连接'],
  ],
  exit: '0 都和说好的一样；1 有消息丢了、有事做了两次，或别的和说好的不一样',
  more: '量过的数字见 docs/reliability.md。',
})
