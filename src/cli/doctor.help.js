import { target } from './target.help.js'

export const help = /** @satisfies {import('./help.js').Help} */ ({
  about: '检查微信能不能用一个回调地址：签名一次地址验证和一条消息「帮助」，每一步没通过都说明原因。',
  usage: 'npm run doctor -- [选项]',
  options: target,
  examples: [
    ['npm run doctor -- --url https://您的域名/wechat', '微信的走法：域名、证书、签名、消息'],
    ['npm run doctor', '只看这台机器上的 npm start'],
  ],
  exit: '0 全部通过；1 有 ✗，或没有检查成',
  more: '每一步的说明见 docs/doctor.md。',
})
