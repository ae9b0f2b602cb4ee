import mysql from 'mysql2'
import { destroy, socketOf } from './connection.ts'
import { READY } from './health.ts'

const BEAT_MS = 1_000
const RETRY_MS = 500
const LIMIT_MS = 1_000
/** A connection that is lost between two beats is looked into at once, yet not in a busy loop. */
const LOSS_MS = 50

/** Asks one server again and again whether it answers, on a connection of its own; returns how to stop it. */
export function startPulse(uri: string, report: (isAlive: boolean) => void): () => void {
  let connection: mysql.Connection | undefined
  let timer: NodeJS.Timeout | undefined
  let isStopped = false

  const drop = () => {
    if (connection) destroy(connection, new Error('given up'))
    connection = undefined
  }
  const connect = () => {
    const made = mysql.createConnection({ uri, connectTimeout: LIMIT_MS, maxPreparedStatements: 1 })
    socketOf(made).unref()
    made.on('error', () => {
      if (made !== connection) return
      connection = undefined
      if (timer) beatIn(LOSS_MS)
    })
    return (connection = made)
  }
  const beatIn = (ms: number) => {
    clearTimeout(timer)
    if (!isStopped) timer = setTimeout(() => void beat(), ms).unref()
  }
  const beat = async () => {
    timer = undefined
    const isAlive = await isAnswering()
    if (isStopped) return
    if (!isAlive) drop()
    report(isAlive)
    beatIn(isAlive ? BEAT_MS : RETRY_MS)
  }
  /** A connection that was merely lost, as by an administrator's KILL, says nothing: a new one is asked. */
  const isAnswering = async () => {
    const kept = connection && (await answer(connection))
    if (kept === 'lost') drop()
    if (isStopped) return false
    return (!kept || kept === 'lost' ? await answer(connect()) : kept) === 'alive'
  }
  beatIn(0)
  return () => {
    isStopped = true
    clearTimeout(timer)
    drop()
  }
}

function answer(connection: mysql.Connection): Promise<'alive' | 'lost' | 'late'> {
  return new Promise((resolve) => {
    // When it was we who were busy, the answer lies in the socket, which is read before setImmediate.
    const timer = setTimeout(() => setImmediate(() => resolve('late')), LIMIT_MS).unref()
    connection.query(READY, (error) => {
      clearTimeout(timer)
      resolve(error ? 'lost' : 'alive')
    })
  })
}
