/** What is broken on purpose, one thing after the other. */
import { spawnSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { House } from './house.ts'
import type { Node } from './node.ts'
import type { Weather } from './weather.ts'

export type Fault = { readonly name: string; act(): Promise<void> }
type Deps = { readonly house: House; readonly weather: Weather; burst(fans: number): Promise<void> }

const BURST = 200
/** No file of the node's grows beyond this while its disk is full. */
const FULL_BYTES = 2_048

export function createFaults({ house, weather, burst }: Deps): readonly Fault[] {
  const { nodes, sql, connect, mariadbPid } = house
  const [a, b] = nodes
  let round = 0
  const one = () => nodes[round++ % 2 === 0 ? 0 : 1]

  const freeze = async (ms: number) => {
    const pid = mariadbPid()
    process.kill(pid, 'SIGSTOP')
    await sleep(ms)
    process.kill(pid, 'SIGCONT')
  }
  const killMariadb = async () => {
    process.kill(mariadbPid(), 'SIGKILL')
    while (!(await sql('SELECT 1').catch(() => undefined))) await sleep(100)
  }
  const killConnections = async () => {
    const rows = await sql(`SELECT id FROM information_schema.processlist WHERE id <> CONNECTION_ID()`)
    for (const { id } of rows) await sql(`KILL ${Number(id)}`).catch(() => {})
  }
  const end = (signal: NodeJS.Signals) => async () => {
    const node: Node = one()
    await node.end(signal)
    await sleep(1_000)
    await node.start()
  }
  const lockRows = async () => {
    const connection = await connect()
    connection.on('error', () => {})
    const lock = () => connection.query('SELECT * FROM soak_rivals FOR UPDATE').catch(() => undefined)
    do await connection.query('BEGIN')
    while (!(await lock())) // a deadlock with the rivals may choose us
    await sleep(5_500)
    connection.destroy()
  }
  const hangUp = async () => {
    weather.isHangingUp = true
    await sleep(5_000)
    weather.isHangingUp = false
  }
  /** The disk refuses what the spool would keep of four seconds without MySQL. */
  const fillDisk = async () => {
    const limit = (bytes: string) => {
      for (const { child } of [a.now(), b.now()].flatMap((life) => life ?? []))
        spawnSync('prlimit', ['--pid', String(child.pid), `--fsize=${bytes}:`])
    }
    limit(String(FULL_BYTES))
    await freeze(4_000)
    await sleep(1_000)
    limit('unlimited')
  }
  return [
    { name: 'MariaDB frozen for 4 s', act: () => freeze(4_000) },
    { name: 'kill -9 of a node', act: end('SIGKILL') },
    { name: 'kill -9 of MariaDB', act: killMariadb },
    { name: 'first deliveries hung up', act: hangUp },
    { name: 'SIGTERM of a node', act: end('SIGTERM') },
    { name: 'every connection killed', act: killConnections },
    { name: 'the disk of the spool full', act: fillDisk },
    { name: 'MariaDB frozen for 10 s', act: () => freeze(10_000) },
    { name: 'rows locked for 5.5 s', act: lockRows },
    { name: 'a burst', act: () => burst(BURST) },
  ]
}
