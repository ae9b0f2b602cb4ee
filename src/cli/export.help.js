export const help = /** @satisfies {import('./help.js').Help} */ ({
  about: '把一整张表写成 CSV 文件，表格软件能直接打开，npm run import 能原样读回。',
  usage: 'npm run export 表名 [文件.csv]',
  options: {},
  examples: [
    ['npm run export parts parts.csv', '写进文件'],
    ['npm run --silent export parts > parts.csv', '不写文件名就写到标准输出'],
  ],
  exit: '0 写好了；1 没有写成，原因在标准错误里',
  more: '说明见 docs/data.zh-CN.md。',
})
