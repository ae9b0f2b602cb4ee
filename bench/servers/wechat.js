/** `wechat` on connect, as its README has it. */
import { parse } from 'node:url'
import connect from 'connect'
import wechat from 'wechat'
import { aesKey, appId, token } from './account.js'
import { listening } from './listening.js'
import { answerTo } from './parts.js'

const config = aesKey ? { token, appid: appId, encodingAESKey: aesKey } : token
const app = connect()
app.use((request, _response, next) => {
  request.query = parse(request.url, true).query // what connect.query() of its README did
  next()
})
app.use(
  '/wechat',
  wechat(config, (request, response, next) => {
    answerTo(request.weixin.Content).then((text) => response.reply(text), next)
  }),
)
listening(app)
