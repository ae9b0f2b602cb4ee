/** `co-wechat` on koa, as its README has it. */
import Koa from 'koa'
import wechat from 'co-wechat'
import { aesKey, appId, token } from './account.js'
import { listening } from './listening.js'
import { answerTo } from './parts.js'

const config = aesKey ? { token, appid: appId, encodingAESKey: aesKey } : { token }
const app = new Koa()
app.use(wechat(config).middleware((message) => answerTo(message.Content)))
listening(app.callback())
