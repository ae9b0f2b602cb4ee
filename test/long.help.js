export const help = /** @satisfies {import('../src/cli/help.js').Help} */ ({
  about:
    '超过三分钟的测试：随机的消息、真实进程上的故障、长时间的对话；设了 TEST_DATABASE_URL 时还在那个数据库上测一遍。',
  usage: 'npm run test:long -- [选项]',
  options: {
    short: { type: 'boolean', text: '每一部分 60 秒左右' },
  },
  examples: [
    ['npm run test:long -- --short', '提交之前'],
    ['TEST_DATABASE_URL=mysql://用户:密码@主机:3306/库名 npm run test:long', '也测这个数据库'],
  ],
  exit: '0 都通过；1 有一部分没有',
})
