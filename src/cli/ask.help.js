export const help = /** @satisfies {import('./help.js').Help} */ ({
  about: '像粉丝一样问一句，打印回复。不经过微信，不写消息记录；命令写入的数据会撤销。',
  usage: 'npm run ask -- [选项] 一句话',
  options: {
    trace: { type: 'boolean', text: '先打印听到了什么、每条规则合不合适和为什么、执行的 SQL' },
    account: { type: 'string', value: '账号', text: '问哪个公众号，默认 main' },
    commit: { type: 'boolean', text: '留下命令写入的数据' },
  },
  examples: [
    ["npm run ask '?18-546'", '没有选项时不用写 --'],
    ["npm run ask -- --trace '?18-546'", '为什么是这个回复'],
    ['npm run ask -- --account shop 帮助', '问公众号 shop'],
  ],
  exit: '0 问过了（没有规则回答也是 0）；1 没有问成，原因在标准错误里',
  more: '规则的写法见 docs/rules.zh-CN.md。',
})
