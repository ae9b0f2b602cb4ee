/** `node-easywechat` on node:http: an application a request, for it holds the request. It checks no signature in plaintext. */
import { OfficialAccount, ServerRequest } from 'node-easywechat'
import { aesKey, appId, token } from './account.js'
import { listening } from './listening.js'
import { answerTo } from './parts.js'

const config = { app_id: appId || 'wx', secret: '', token, ...(aesKey && { aes_key: aesKey }) }

listening(async (request, response) => {
  try {
    const app = new OfficialAccount(config)
    app.setRequest(await ServerRequest.createFromIncomingMessage(request))
    const server = app.getServer()
    server.addMessageListener('text', (message) => answerTo(message.Content))
    const reply = await server.serve()
    response.writeHead(reply.getStatusCode(), reply.getHeaders())
    response.end(String(reply.getBody()))
  } catch (error) {
    console.error(error)
    response.writeHead(500).end()
  }
})
