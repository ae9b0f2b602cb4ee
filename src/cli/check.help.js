export const help = /** @satisfies {import('./help.js').Help} */ ({
  about: '检查全部规则：能不能读、类型对不对、每个示例的回复是不是写的那样（在一个临时的数据库上）。',
  usage: 'npm run check -- [选项]',
  options: {
    watch: { type: 'boolean', text: '每次存盘后再检查一次，直到按 Ctrl+C' },
  },
  examples: [
    ['npm run check', '检查一次'],
    ['npm run check -- --watch', '写规则的时候开着'],
  ],
  exit: '0 没有问题；1 有问题，或没有检查成',
  more: '规则的写法见 docs/rules.zh-CN.md。',
})
