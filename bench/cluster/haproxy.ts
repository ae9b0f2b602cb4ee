/** HAProxy before the databases: each of our nodes has an address where its own database answers, or another for it. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CHECKER } from './galera.ts'
import { ended, folderFor, freePorts, run } from './processes.ts'

export type Server = { readonly name: string; readonly address: string }

/** One database first, the others for when it is not ready. */
export type Listen = { readonly name: string; readonly bind: string; readonly servers: readonly Server[] }

/** In MySQL's protocol: log in without a password, with the plugin that the server has anyway. */
export function haproxyConfig(listens: readonly Listen[], checker: string): string {
  return `global
  maxconn 2000
defaults
  mode tcp
  timeout connect 500ms
  timeout client 1h
  timeout server 1h
  timeout check 1s
  option redispatch 1
  option clitcpka
  option srvtcpka
${listens.map((listen) => listenOf(listen, checker)).join('')}`
}

const listenOf = (
  { name, bind, servers: [first, ...others] }: Listen,
  checker: string,
): string => `listen ${name}
  bind ${bind}
  option tcp-check
  tcp-check connect
  tcp-check expect rbinary ^.{8}0A
  tcp-check send-binary ${hex(loginAs(checker), 1)}
  tcp-check expect rbinary ^.{8}00
  tcp-check send-binary ${hex(ASK, 0)}
  tcp-check expect rbinary ${Buffer.from('\x0bwsrep_ready\x02ON', 'latin1').toString('hex').toUpperCase()}
  default-server check inter 500ms fall 2 rise 2 observe layer4 error-limit 1 on-error mark-down on-marked-down shutdown-sessions
  server ${first?.name} ${first?.address}
${others.map((other) => `  server ${other.name} ${other.address} backup\n`).join('')}`

const QUERY = '\x03'
const ASK = Buffer.from(`${QUERY}SHOW STATUS LIKE 'wsrep_ready'`)
/** CLIENT_LONG_PASSWORD, CLIENT_PROTOCOL_41, CLIENT_SECURE_CONNECTION. */
const ABILITIES = 0x8201
const UTF8MB4 = 45

function loginAs(user: string): Buffer {
  const fixed = Buffer.alloc(32)
  fixed.writeUInt32LE(ABILITIES, 0)
  fixed.writeUInt32LE(2 ** 24, 4)
  fixed[8] = UTF8MB4
  return Buffer.concat([fixed, Buffer.from(`${user}\0\0`)])
}

function hex(payload: Buffer, sequence: number): string {
  const head = Buffer.from([payload.length, 0, 0, sequence])
  return Buffer.concat([head, payload]).toString('hex')
}

/** Returns for each of our nodes the port that its database answers at; node by node, another one is the first. */
export async function startHaproxy(folder: string, databases: readonly { name: string; port: number }[]) {
  const own = folderFor(join(folder, 'haproxy'))
  const ports = await freePorts(databases.length)
  const servers = databases.map(({ name, port }) => ({ name, address: `127.0.0.1:${port}` }))
  const listens = ports.map((port, index) => ({
    name: `for-node-${index + 1}`,
    bind: `127.0.0.1:${port}`,
    servers: [...servers.slice(index), ...servers.slice(0, index)],
  }))
  const config = join(own, 'haproxy.cfg')
  writeFileSync(config, haproxyConfig(listens, CHECKER))
  const child = run(['haproxy', '-db', '-f', config], { log: join(own, 'log') })
  return { ports, pid: child.pid ?? 0, stop: () => ended(child) }
}
