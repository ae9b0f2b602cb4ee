/** An HTTP listener of ours, and how it is taken away again. */
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { AppError, messageOf } from './errors.ts'
import { keepRoom, roomForConnections } from './room.ts'

export type Place = {
  readonly port: number
  /** Undefined: every address of this machine. */
  readonly host: string | undefined
  /** The setting that names the port. */
  readonly setting: 'PORT' | 'CONSOLE_PORT'
}

export type Listener = {
  /** The one taken when the place says 0. */
  readonly port: number
  /** Takes no new connections; settles when the last one has ended. */
  drain(): Promise<void>
  /** Cuts off whoever is still connected. */
  cut(): void
}

type Fetch = Parameters<typeof createAdaptorServer>[0]['fetch']

/** Throws PORT_IN_USE and LISTEN_FAILED. */
export async function listen(fetch: Fetch, { port, host, setting }: Place): Promise<Listener> {
  const server = createAdaptorServer({ fetch }) as Server
  if (setting === 'PORT') keepRoom(server, roomForConnections())
  try {
    server.listen(port, host)
    await once(server, 'listening')
  } catch (cause) {
    const isTaken = (cause as NodeJS.ErrnoException).code === 'EADDRINUSE'
    const place = `${host === undefined ? '' : `${host} 的`}端口 ${port}（${setting}）`
    throw new AppError(isTaken ? 'PORT_IN_USE' : 'LISTEN_FAILED', `不能监听${place}：${messageOf(cause)}`, {
      cause,
    })
  }
  return {
    port: (server.address() as AddressInfo).port,
    async drain() {
      const closed = once(server, 'close')
      server.close()
      await closed
    },
    cut: () => server.closeAllConnections(),
  }
}
