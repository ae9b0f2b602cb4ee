/** A slow line to our own port: what comes back arrives after WeChat has hung up. */
import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'

export type SlowLine = { readonly place: string; close(): void }

/** More than WeChat waits (protocol 6.1). */
const DELAY_MS = 5_500

/** `host` as in a URL. */
export async function openSlowLine(host: string, port: number): Promise<SlowLine> {
  const server = createServer((near) => {
    const far = connect(port, host.replace(/^\[(.*)\]$/, '$1'))
    near.pipe(far)
    far.on('data', (bytes) => setTimeout(() => near.writable && near.write(bytes), DELAY_MS))
    near.on('error', () => far.destroy())
    far.on('error', () => near.destroy())
    near.on('close', () => far.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port: near } = server.address() as AddressInfo
  return { place: `127.0.0.1:${near}`, close: () => server.close() }
}
