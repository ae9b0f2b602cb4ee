/** A way to MySQL that counts the packets of one transaction and stops at a chosen one. */
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** Packets are counted from 1, those of both directions in the order in which they pass. */
export type Step = { readonly packet: number; readonly when: 'before' | 'after' }

export type Here = {
  passOn(): void
  /** Ends the connection of the transaction. */
  cut(): void
}

export type StepProxy = {
  /** Leads to MySQL by a TCP port of our own. */
  readonly url: string
  /** Looks at the next transaction: calls `act` once its packet has passed, or before, when only `passOn` passes it. */
  arm(step: Step | undefined, act?: (here: Here) => void): void
  /** Ends the connection on which a statement with this in it comes next, before MySQL gets it. */
  cutNext(statement: string): void
  /** The packets of the transaction that was looked at, each with its statement or `ok`. */
  packets(): readonly string[]
  close(): void
}

export async function createStepProxy(url: string): Promise<StepProxy> {
  const target = new URL(url)
  const path = target.searchParams.get('socketPath')
  const sockets = new Set<Socket>()
  let isArmed = false
  let seen: string[] = []
  let step: Step | undefined
  let act = (_here: Here) => {}
  let unwanted: string | undefined

  const server = createServer((client) => {
    const mysql = path ? connect(path) : connect(Number(target.port || 3306), target.hostname)
    const both = [client, mysql]
    for (const socket of both) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => both.forEach((each) => each.destroy()))
    }
    let isWatched = false
    const pass = (to: Socket, bytes: Buffer, name: string) => {
      if (isWatched) seen.push(name)
      const isHere = isWatched && step?.packet === seen.length
      const cut = () => both.forEach((socket) => socket.destroy())
      if (isHere && step?.when === 'before') return act({ cut, passOn: () => to.write(bytes) })
      to.write(bytes, () => isHere && act({ cut, passOn: () => {} }))
      if (name === 'ok' && seen.at(-2) === 'COMMIT') isWatched = false
    }
    client.on('data', (bytes) => {
      const statement = statementIn(bytes)
      if (unwanted !== undefined && bytes.includes(unwanted)) {
        unwanted = undefined
        client.destroy()
        return
      }
      if (isArmed && statement === 'BEGIN') [isWatched, isArmed] = [true, false]
      pass(mysql, bytes, statement)
    })
    mysql.on('data', (bytes) => pass(client, bytes, 'ok'))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')

  const through = new URL(url)
  through.searchParams.delete('socketPath')
  through.hostname = '127.0.0.1'
  through.port = String((server.address() as AddressInfo).port)
  return {
    url: through.href,
    arm(chosen, then = () => {}) {
      ;[isArmed, seen, step, act] = [true, [], chosen, then]
    },
    cutNext: (statement) => void (unwanted = statement),
    packets: () => seen,
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

const HEADER_BYTES = 4
/** A statement and what answers a write are one packet each, and small enough for one piece. */
const statementIn = (bytes: Buffer): string =>
  bytes
    .toString('utf8', HEADER_BYTES + 1)
    .replace(/^\s+/, '')
    .slice(0, 40)
