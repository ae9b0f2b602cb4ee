/** Who may come in, and what keeps them in. */
import { createHmac } from 'node:crypto'
import type { WriteDb } from '../../db/connect.ts'
import { secretOf } from '../../db/secrets.ts'
import type { Log } from '../../log.ts'
import { keyGate, passwordGate, type Gate } from './gate.ts'

export type Door = {
  readonly gate: Gate
  /** Signs sessions: the same on all nodes, another one with another password, so that a changed one ends them. */
  readonly secret: string
  readonly now: () => number
  readonly log: Log
}

export type DoorDeps = {
  readonly write: WriteDb
  readonly password: string | undefined
  readonly onNewKey: (key: string) => void
  readonly now: () => number
  readonly log: Log
}

export async function createDoor({ write, password, onNewKey, now, log }: DoorDeps): Promise<Door> {
  const gate = password === undefined ? keyGate(onNewKey) : await passwordGate(password)
  const kept = await secretOf(write, 'console')
  const secret = createHmac('sha256', kept)
    .update(password ?? '')
    .digest('hex')
  return { gate, secret, now, log }
}
