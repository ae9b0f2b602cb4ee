export const help = /** @satisfies {import('./help.js').Help} */ ({
  about: '启动应答：回答微信发来的消息，直到按 Ctrl+C 或收到 SIGTERM。设置都是环境变量。',
  usage: '[设置=值 …] npm start',
  options: {},
  examples: [
    ['npm start', '回调地址在 3000 端口，控制台在 3001 端口，没有 MySQL 就用自带的 MariaDB'],
    ['PORT=3100 CONSOLE_PORT=3101 npm start', '换端口'],
    ['DATABASE_URL=mysql://用户:密码@主机:3306/库名 npm start', '用已有的 MySQL'],
  ],
  exit: '0 正常停下；1 没有启动起来，原因在标准错误里',
  more: '全部设置见 docs/settings.md，错误见 docs/errors.md。',
})
