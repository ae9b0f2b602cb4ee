/** Of the commands that talk to a callback address. */
export const target = /** @satisfies {import('./help.js').Help['options']} */ ({
  url: { type: 'string', value: '地址', text: '回调地址；不写就是这台机器上的 npm start（PORT）' },
  account: { type: 'string', value: '账号', text: '用哪个公众号的 Token，默认 main' },
  token: { type: 'string', value: 'Token', text: '别的服务的 Token；写了就不读这里的账号' },
  'app-id': { type: 'string', value: 'AppID', text: '加密时用的 AppID' },
  'aes-key': { type: 'string', value: '密钥', text: '加密时用的 EncodingAESKey；写了就是安全模式' },
  mode: { type: 'string', value: '模式', text: 'plaintext、compatible 或 security' },
})
