export const help = /** @satisfies {import('../src/cli/help.js').Help} */ ({
  about:
    '测量速度：64 个连接，答完马上再问；应答、手写的服务器和 npm 上的同类轮流跑五轮，取中位数。还会安装 wrk 和用来比较的库。',
  usage: 'npm run bench -- [选项]',
  options: {
    quick: { type: 'boolean', text: '只跑有目标的几个，各短短一轮，一分钟以内' },
    only: {
      type: 'string',
      value: '名字,…',
      text: '其中几个：bare yardstick yingda yingda-hot wechat co-wechat node-easywechat',
    },
    write: { type: 'boolean', text: '把表格写进 docs/performance.md' },
    profile: {
      type: 'boolean',
      text: '改为打印各自最耗时的 25 个函数（没有 --only 就只看 yingda）',
    },
  },
  examples: [
    ['npm run bench -- --quick', '看一眼'],
    ['npm run bench -- --profile', '时间花在哪里'],
  ],
  exit: '0 目标都达到、检查都通过；1 有一个没有',
  more: '量过的数字见 docs/performance.md。',
})
