export const help = /** @satisfies {import('../src/cli/help.js').Help} */ ({
  about: '只运行 docs/security.md 里一种威胁的测试：表里写着它的名字和测试。',
  usage: 'npm run threat -- 名字 …',
  options: { all: { type: 'boolean', text: '表里全部的测试，要好几分钟' } },
  examples: [
    ['npm run threat', '列出全部的名字'],
    ['npm run threat -- forged', '伪造的请求'],
    ['npm run threat -- slow headers', '两种'],
  ],
  exit: '0 都通过；1 有一个没有，或没有这个名字',
  more: '说明见 docs/security.md。',
})
