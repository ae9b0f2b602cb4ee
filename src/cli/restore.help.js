export const help = /** @satisfies {import('./help.js').Help} */ ({
  about: '把一个备份读回来：先停掉所有的应答。备份不完整就什么都不动。',
  usage: 'npm run restore 备份的目录 [-- --replace]',
  options: { replace: { type: 'boolean', text: '先删掉数据库里现有的一切' } },
  examples: [
    ['npm run restore backups/yingda-20261125T021500Z', '读进空的数据库'],
    ['npm run restore backups/yingda-20261125T021500Z -- --replace', '代替现有的一切'],
  ],
  exit: '0 恢复好了，列出每张表的行数；1 没有恢复，原因在标准错误里',
})
