export const help = /** @satisfies {import('../../src/cli/help.js').Help} */ ({
  about:
    '在这台机器上（Debian）开 nginx、三个应答、HAProxy 和三个 Galera 数据库，按微信的节奏发消息，一个一个地杀掉；再测一个、两个、三个应答的吞吐量。',
  usage: 'npm run bench:cluster -- [选项]',
  options: {
    short: { type: 'boolean', text: '每种故障一次，大约两分钟' },
    write: { type: 'boolean', text: '把表格写进 docs/scaling.md，再用 npm run format 排好' },
    keep: { type: 'boolean', text: '留下装着全部日志的目录' },
  },
  examples: [['npm run bench:cluster -- --short', '看一眼']],
  exit: '0 每条消息在三次之内得到回答，没有丢失，没有做两次；1 有一条不是',
  more: '量过的数字见 docs/scaling.zh-CN.md。',
})
