/** Connections that ask for nothing, or never come to an end; each that is closed is opened again. */
import { connect, type Socket } from 'node:net'

/** Who opens them all plays the fans as well, and must not be too busy to send what they say. */
const REOPEN_AFTER_MS = 1_000
/** So that the queue of the kernel takes them all. */
const OPENED_AT_ONCE = 100
const OPENED_EVERY_MS = 20

export const IDLE = (): string => ''
/** Half of them stop within the headers, half within the body. */
export const HALF_OPEN = (index: number): string =>
  index % 2 === 0
    ? 'POST /wechat?signature=0 HTTP/1.1\r\nHost: x\r\nContent-'
    : 'POST /wechat?signature=0 HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n<xml>'

export function hold(port: number, count: number, begin: (index: number) => string) {
  const sockets = new Set<Socket>()
  let [isStopped, closed, most, asked] = [false, 0, 0, 0]
  const open = (index: number) => {
    if (isStopped) return
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => {
      sockets.add(socket)
      most = Math.max(most, sockets.size)
      const text = begin(index)
      if (text) socket.write(text)
    })
    socket.on('error', () => {})
    socket.resume().on('close', () => {
      sockets.delete(socket)
      if (isStopped) return
      closed++
      setTimeout(open, REOPEN_AFTER_MS, index).unref()
    })
  }
  const opening = setInterval(() => {
    for (let one = 0; one < OPENED_AT_ONCE && asked < count; one++) open(asked++)
    if (asked >= count) clearInterval(opening)
  }, OPENED_EVERY_MS)
  return {
    said: () =>
      `${most.toLocaleString('en')} connections at once, ${closed.toLocaleString('en')} closed by the server and opened again`,
    most: () => most,
    closed: () => closed,
    stop() {
      isStopped = true
      clearInterval(opening)
      for (const socket of sockets) socket.destroy()
    },
  }
}
