/** Room for those who ask: connections that ask for nothing give way before the process runs out of descriptors. */
import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** For MySQL, files, the log and the console. */
const KEPT_FREE = 160
/** Each takes memory as well. */
const MOST = 15_000
const LEAST = 16

/** What is left of `ulimit -n`, which Node has raised to the most it may. */
export function roomForConnections(): number {
  Object.assign(process.report, { excludeNetwork: true }) // or it asks for the names of all peers
  const { userLimits } = process.report.getReport() as { userLimits?: { open_files?: { soft?: unknown } } }
  const descriptors = Number(userLimits?.open_files?.soft) || Infinity // it may say "unlimited"
  return Math.max(LEAST, Math.min(MOST, descriptors - KEPT_FREE))
}

/**
 * At EMFILE the kernel would turn away the newest, who is a fan; so the oldest goes of those that are silent. A slow
 * request that is being answered stays.
 */
export function keepRoom(server: Server, limit: number): void {
  const answers = new Map<Socket, ServerResponse | undefined>()
  function forget(this: Socket): void {
    answers.delete(this)
  }
  server.on('connection', (socket: Socket) => {
    answers.set(socket, undefined)
    socket.once('close', forget)
    if (answers.size > limit) oldestSilent(answers)?.destroy()
  })
  server.on('request', ({ socket }, response) => answers.set(socket, response))
}

function oldestSilent(answers: ReadonlyMap<Socket, ServerResponse | undefined>): Socket | undefined {
  for (const [socket, answer] of answers)
    if (!socket.destroyed && (!answer || answer.writableFinished)) return socket
  return undefined
}
