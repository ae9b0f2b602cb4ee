/** A way to MySQL that may be cut at a chosen statement. */
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

type Ways = {
  /** Before MySQL gets the statement, or once it has answered it. */
  readonly cut?: 'request' | 'reply'
  /** Only the first time. */
  readonly isOnce?: boolean
  /** Called before MySQL gets the statement. */
  readonly onSeen?: () => void
}

/** `url` leads to MySQL by a TCP port of our own, whether it listens at a socket or a port. */
export async function cutWhen(url: string, statement: string, { cut, isOnce, onSeen }: Ways) {
  const target = new URL(url)
  const path = target.searchParams.get('socketPath')
  const sockets = new Set<Socket>()
  let isOver = false
  const server = createServer((client) => {
    const mysql = path ? connect(path) : connect(Number(target.port || 3306), target.hostname)
    const both = [client, mysql]
    for (const socket of both) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => both.forEach((each) => each.destroy()))
    }
    let isSeen = false
    client.on('data', (bytes) => {
      if (!isOver && bytes.includes(statement)) {
        isSeen = true
        isOver = isOnce === true
        onSeen?.()
        if (cut === 'request') client.destroy()
      }
      if (!client.destroyed) mysql.write(bytes)
    })
    mysql.on('data', (bytes) => (isSeen && cut === 'reply' ? client.destroy() : client.write(bytes)))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const through = new URL(url)
  through.searchParams.delete('socketPath')
  through.hostname = '127.0.0.1'
  through.port = String((server.address() as AddressInfo).port)
  const close = async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
  return { url: through.href, close }
}
