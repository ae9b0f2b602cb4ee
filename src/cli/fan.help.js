import { target } from './target.help.js'

export const help = /** @satisfies {import('./help.js').Help} */ ({
  about: '在终端里聊天，自己当微信：签名、等五秒、试三次，显示粉丝会看到什么。',
  usage: 'npm run fan -- [选项] [一句话]',
  options: {
    ...target,
    as: { type: 'string', value: 'OpenID', text: '当哪一位粉丝' },
    record: { type: 'string', value: '文件', text: '每次往来在文件末尾添一行 JSON' },
  },
  examples: [
    ['npm run fan', '聊天；/help 显示关注、语音、点菜单等写法，Ctrl+D 结束'],
    ["npm run fan -- '?18-546'", '只说一句'],
    ["npm run fan -- --url https://您的域名/wechat --token Token '?18-546'", '别的服务'],
    ['npm run fan -- --record chat.jsonl < lines.txt', '每行一句，并记下往来'],
  ],
  exit: '0 每句话都有微信接受的回答；1 有一句没有，或没有连上',
})
