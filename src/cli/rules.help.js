export const help = /** @satisfies {import('./help.js').Help} */ ({
  about: '按询问的顺序列出规则，并说明每条为什么排在那里；有自己规则的公众号各列一张表。',
  usage: 'npm run rules',
  options: {},
  examples: [['npm run rules', '']],
  exit: '0 列出来了；1 规则有问题，原因在标准错误里',
  more: '顺序是怎么定的，见 docs/rules.zh-CN.md。',
})
