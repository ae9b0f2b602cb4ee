export const help = /** @satisfies {import('./help.js').Help} */ ({
  about: '备份数据库、DATA_DIR 里的 token 和 ACCOUNTS_FILE（accounts.json）；应答可以照常运行。',
  usage: 'npm run backup [目录]',
  options: {},
  examples: [
    ['npm run backup', '备份到 backups/ 里的一个新目录'],
    ['npm run backup /var/backups/yingda', '备份到别处'],
  ],
  exit: '0 备份好了，标准输出上是新目录；1 没有备份成，以前的备份没有动',
})
