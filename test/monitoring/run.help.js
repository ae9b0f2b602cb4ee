export const help = /** @satisfies {import('../../src/cli/help.js').Help} */ ({
  about:
    '真的 Prometheus 读真的应答一分钟左右：docs/monitoring/ 里的每个查询都要有数据，告警规则要通过 promtool。要先安装 Debian 的 prometheus 软件包。',
  usage: 'npm run test:monitoring',
  options: {},
  examples: [['npm run test:monitoring', '改过面板或告警以后']],
  exit: '0 都有数据；1 有一个没有，或没有安装 prometheus',
})
