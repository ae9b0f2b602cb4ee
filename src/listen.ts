/** An HTTP listener of ours, and how it is taken away again. */
import { once } from 'node:events'
import type { Server, ServerResponse } from 'node:http'
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
  /**
   * While on, a connection ends with its response. Node accepts one in each turn of the loop and reads from all that
   * are open, so that those who ask again and again keep those out who wait to be accepted.
   */
  takeTurns(isOn: boolean): void
  /** Takes no new connections; settles when the last one has ended. */
  drain(): Promise<void>
  /** Cuts off whoever is still connected. */
  cut(): void
}

/** How long one client may take. */
export type Patience = {
  /** From the connection, or the first byte of a request, to the end of its headers. */
  readonly headersMs: number
  /** To the end of its body. */
  readonly requestMs: number
  /** From the last byte that went either way. */
  readonly silenceMs: number
}

const PATIENCE: Readonly<Record<Place['setting'], Patience>> = {
  // WeChat hangs up after five seconds, so that what has not come by then is answered to nobody.
  PORT: { headersMs: 5_000, requestMs: 10_000, silenceMs: 30_000 },
  // Files of fifty megabytes come over slow lines, and a page that streams speaks every five seconds.
  CONSOLE_PORT: { headersMs: 10_000, requestMs: 300_000, silenceMs: 120_000 },
}
const HEADERS_LIMIT_BYTES = 16 * 1024
const LOOK_EVERY_MS = 1_000
/** Connections that wait to be accepted, which Node does one by one; the kernel has a bound of its own. */
const BACKLOG = 4_096

type Fetch = Parameters<typeof createAdaptorServer>[0]['fetch']

/** Throws PORT_IN_USE and LISTEN_FAILED. */
export async function listen(
  fetch: Fetch,
  { port, host, setting }: Place,
  patience: Patience = PATIENCE[setting],
): Promise<Listener> {
  const server = serverWith(fetch, patience)
  if (setting === 'PORT') keepRoom(server, roomForConnections())
  try {
    server.listen({ port, host, backlog: BACKLOG })
    await once(server, 'listening')
  } catch (cause) {
    const isTaken = (cause as NodeJS.ErrnoException).code === 'EADDRINUSE'
    const place = `${host === undefined ? '' : ` ${host} 的`}端口 ${port}（${setting}）`
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
    takeTurns(isOn) {
      server.off('request', endWithResponse)
      if (isOn) server.prependListener('request', endWithResponse)
    },
    cut: () => server.closeAllConnections(),
  }
}

function endWithResponse(_: unknown, response: ServerResponse): void {
  response.shouldKeepAlive = false
}

function serverWith(fetch: Fetch, { headersMs, requestMs, silenceMs }: Patience): Server {
  const server = createAdaptorServer({
    fetch,
    serverOptions: {
      headersTimeout: headersMs,
      requestTimeout: requestMs,
      connectionsCheckingInterval: LOOK_EVERY_MS,
      maxHeaderSize: HEADERS_LIMIT_BYTES,
    },
  }) as Server
  return server.setTimeout(silenceMs)
}

/** Where this machine reaches itself. */
export const reachable = (host = '127.0.0.1'): string =>
  host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host

/** As it stands in a URL. */
export const inUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host)
