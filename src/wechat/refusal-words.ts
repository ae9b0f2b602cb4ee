import { callbackPath } from './callback-path.ts'
import type { Refusal } from './why-refused.ts'

type Words = readonly [zh: string, en: string]

const SAME_TOKEN: Words = ['把两边改成同一个', 'make them the same']

/** What was wrong and what to do, in Chinese and in English. */
export function wordsOf(refusal: Refusal): Words {
  switch (refusal.kind) {
    case 'absent':
      return [
        `地址里没有 ${refusal.parameter}：不是微信发来的（例如有人用浏览器打开了这个地址），或者代理丢掉了 ? 后面的参数`,
        `no ${refusal.parameter} in the query: not from WeChat (somebody opened the address in a browser, say), or a proxy drops what is behind the ?`,
      ]
    case 'repeated':
      return [
        '签名用的参数重复了：公众平台里填的 URL 不要自己带 signature、timestamp 这样的参数',
        'a signed parameter is given twice: the URL in WeChat’s page must not have signature, timestamp and the like of its own',
      ]
    case 'account':
      return [
        `是用账号 ${refusal.account} 的 Token 签名的：路径填错了，${refusal.account} 的地址以 ${callbackPath(refusal.account)} 结尾`,
        `signed with the Token of the account ${refusal.account}: the path is wrong, that of ${refusal.account} ends in ${callbackPath(refusal.account)}`,
      ]
    case 'aes-key':
      return [
        '公众平台的 Token 一栏里填的是 EncodingAESKey：改成 Token',
        'the Token field of WeChat’s page holds the EncodingAESKey: put the Token there',
      ]
    case 'app-id':
      return [
        '公众平台的 Token 一栏里填的是 AppID：改成 Token',
        'the Token field of WeChat’s page holds the AppID: put the Token there',
      ]
    case 'case':
      return [
        `公众平台里的 Token 和这里的大小写不同：${SAME_TOKEN[0]}`,
        `the Token in WeChat’s page has other upper and lower case: ${SAME_TOKEN[1]}`,
      ]
    case 'blanks':
      return [
        '公众平台里的 Token 前后多了空格或换行：删掉它们',
        'the Token in WeChat’s page has blanks around it: remove them',
      ]
    case 'token':
      return [
        `公众平台里填的是另一个 Token：${SAME_TOKEN[0]}（也可能不是微信发来的）`,
        `the Token in WeChat’s page is another one: ${SAME_TOKEN[1]} (or it was not WeChat)`,
      ]
    case 'plaintext':
      return [
        '签名是对的，但消息没有加密：公众平台里选安全模式，或把这里的模式改成 compatible',
        'rightly signed, but not encrypted: choose 安全模式 in WeChat’s page, or set the mode here to compatible',
      ]
    case 'encrypt-type':
      return [
        `不认识 encrypt_type=${refusal.value}：不是微信发来的`,
        `encrypt_type=${refusal.value} is unknown: not from WeChat`,
      ]
    case 'envelope':
      return refusal.isSigned
        ? [
            `${refusal.reason}：EncodingAESKey 和 AppID 要和公众平台里的一致`,
            'the encrypted message does not open: the EncodingAESKey and the AppID here must be those of WeChat’s page',
          ]
        : [
            `${refusal.reason}：正文在路上被改动了，或者不是微信发来的`,
            'the body does not fit its signature: changed on its way, or not from WeChat',
          ]
    case 'no-key':
      return [
        '消息是加密的，而这里没有设 EncodingAESKey：设好它和 AppID，或在公众平台里选明文模式',
        'the message is encrypted, and no EncodingAESKey is set here: set it and the AppID, or choose 明文模式 in WeChat’s page',
      ]
    case 'malformed':
      return [`签名是对的，但${refusal.reason}`, `rightly signed, but no message: ${refusal.reason}`]
    case 'address':
      return [
        `来自 ${refusal.address}，WECHAT_ADDRESSES 里没有这个地址`,
        `from ${refusal.address}, which is not among WECHAT_ADDRESSES`,
      ]
    case 'flood':
      return ['一秒内被拒绝的请求太多，没有查原因', 'too many refused within a second: not looked into']
    case 'json':
      return [
        '数据格式是 JSON：在公众平台里改成 XML',
        'the data format is JSON: change it to XML in WeChat’s page',
      ]
  }
}
