export const help = /** @satisfies {import('./cli/help.js').Help} */ ({
  about:
    '每个 npm run 命令的第一步：安装缺少的（package-lock.json 里的依赖、没有 DATABASE_URL 时的 MariaDB），再运行写在后面的命令。已经装好的不再安装。',
  usage: 'node src/setup.js [选项] [命令 …]',
  options: {
    'for-tests': { type: 'boolean', text: '写在最前面：还安装测试用的 Chromium' },
    packages: { type: 'boolean', text: '只运行 npm ci，依赖齐全时什么都不做' },
  },
  examples: [
    ['node src/setup.js', '只安装'],
    ['node src/setup.js serve', '安装并启动，就是 npm start'],
    ['npm run check -- --help', '一个命令的说明；npm run 列出全部命令'],
  ],
  exit: '0 都装好了；1 没有装好，该输入的命令在标准错误里；有命令时是命令的退出码',
})
