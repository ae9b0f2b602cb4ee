export const help = /** @satisfies {import('./help.js').Help} */ ({
  about: '写一个新的规则文件，写好就能通过 npm run check。没有写明的会在终端里问。',
  usage: 'npm run new -- [选项] [文件名]',
  options: {
    title: { type: 'string', value: '标题', text: '粉丝发「帮助」时看到的标题' },
    pattern: { type: 'string', value: '模式', text: '粉丝会发的话，花括号是空位，例如 库存{part}' },
    table: { type: 'string', value: '表名', text: 'drizzle/schema.ts 里的一张表；不查表就写 --table=' },
    from: { type: 'string', value: '编号', text: '按控制台「没答上的」里的这一条写；不再写模式和表' },
  },
  examples: [
    ['npm run new', '回答三个问题'],
    ["npm run new -- stock --title '查库存' --pattern '库存{part}' --table parts", '一次写明，不问'],
    ['npm run new -- --from 12', '控制台里第 12 条没答上的话'],
  ],
  exit: '0 写好了；1 什么都没有留下，原因在标准错误里',
  more: '规则的写法见 docs/rules.zh-CN.md。',
})
