/** Listens where the bench can find it, and says where. */
import { createServer } from 'node:http'

/** @param {import('node:http').RequestListener} handler */
export function listening(handler) {
  const server = createServer(handler)
  server.listen(0, '127.0.0.1', () => console.log(`listening on :${server.address().port}/wechat`))
  process.on('SIGTERM', () => process.exit())
}
