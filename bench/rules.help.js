export const help = /** @satisfies {import('../src/cli/help.js').Help} */ ({
  about: '测量一条消息在十条、一千条和一万条规则里找到规则要多久，不算规则自己的工作。',
  usage: 'npm run bench:rules -- [选项]',
  options: {
    quick: { type: 'boolean', text: '轮数少一些，每轮短一些' },
  },
  examples: [['npm run bench:rules', '']],
  exit: '0 一万条规则时不到十条时的两倍；1 有一种消息超过了',
})
