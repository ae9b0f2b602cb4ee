/** Who may come in, and what keeps them in. */
import { createHmac } from 'node:crypto'
import type { WriteDb } from '../../db/connect.ts'
import type { Health } from '../../db/heartbeat.ts'
import { secretOf } from '../../db/secrets.ts'
import type { Log } from '../../log.ts'
import { createThrottle } from './throttle.ts'
import { keyGate, passwordGate, type Gate } from './gate.ts'
import { createLogouts, type Logouts } from './logouts.ts'

export type Door = {
  readonly gate: Gate
  /** Of all guesses at the password, wherever they are made. */
  readonly throttle: ReturnType<typeof createThrottle>
  /** Signs sessions: the same on all nodes, another one with another password, so that a changed one ends them. */
  readonly secret: string
  readonly logouts: Logouts
  readonly now: () => number
  readonly log: Log
}

export type DoorDeps = {
  readonly write: WriteDb
  readonly health: Pick<Health, 'isHealthy'>
  readonly password: string | undefined
  readonly onNewKey: (key: string) => void
  readonly now: () => number
  readonly log: Log
}

export async function createDoor(deps: DoorDeps): Promise<Door> {
  const { write, password, onNewKey, now, log } = deps
  const gate = password === undefined ? keyGate(onNewKey) : await passwordGate(password)
  const kept = await secretOf(write, 'console')
  const secret = createHmac('sha256', kept)
    .update(password ?? '')
    .digest('hex')
  return { gate, throttle: createThrottle(now), secret, logouts: createLogouts(deps), now, log }
}
