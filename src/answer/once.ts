/** Exactly once: what a command writes, the mark that it was done and its reply are one transaction. */
import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { eq } from 'drizzle-orm'
import type { Transaction } from '../db/connect.ts'
import { errorCodeOf, isDatabaseAway } from '../db/health.ts'
import { effects } from '../db/tables.ts'
import { CommitUnknown } from '../db/transact.ts'
import { inTenMinutes, readAnswered, writeAnswered } from '../db/works.ts'
import { ticketOf } from '../delivery/ticket.ts'
import type { Answered } from './answered.ts'
import type { Scene } from './run.ts'

/** Ends a transaction without its effects, with something to say all the same. */
export class TakenBack extends Error {
  override readonly name = 'TakenBack'
  readonly answered: Answered

  constructor(answered: Answered) {
    super('the command is taken back')
    this.answered = answered
  }
}

const CONTENTION = new Set(['ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT'])
const TRIES = 5
const UNKNOWN_TRIES = 120
const UNKNOWN_PAUSE_MS = 500

/** The answer of the work, or the one that it had when it was done for an earlier delivery, here or on another node. */
export async function once(
  scene: Scene,
  rule: string,
  work: (tx: Transaction) => Promise<Answered>,
): Promise<Answered> {
  const { run } = scene
  run.isCommand = true
  let isUnknown = false
  for (let tries = 1; ; tries++) {
    try {
      return await scene.database.transact(
        (tx) => attempt(scene, work, tx, (isFirst) => (isUnknown = !isFirst)),
        {
          rule,
          signal: run.signal,
        },
      )
    } catch (error) {
      if (error instanceof TakenBack) return error.answered
      isUnknown ||= error instanceof CommitUnknown
      // The mark tells whether it was committed: whoever still holds it makes the next try wait for it.
      const isWorthIt = CONTENTION.has(errorCodeOf(error) ?? '') || (isUnknown && isDatabaseAway(error))
      if (!isWorthIt || run.signal.aborted || tries >= (isUnknown ? UNKNOWN_TRIES : TRIES)) throw error
      await sleep(isUnknown ? UNKNOWN_PAUSE_MS : randomInt(20, 120))
    }
  }
}

/**
 * The answer of a command that nobody says to be working on: this one, and from now on it is done no more, unless it
 * was. That nobody says so does not prove that its node has died, for MySQL may have been away.
 */
export function annul(
  { database, fan }: Scene,
  key: string,
  undone: Answered,
  signal: AbortSignal,
): Promise<Answered> {
  const row = { key, fan, ticket: ticketOf(key), answered: writeAnswered(undone), expiresAt: inTenMinutes }
  return database.transact(async (tx) => ((await mark(tx, row)) ? undone : earlierAnswer(tx, key)), {
    rule: '取', // which no file is called
    signal,
  })
}

/** `marked` is told whether nothing was done before, once that is certain. */
async function attempt(
  { fan, run }: Scene,
  work: (tx: Transaction) => Promise<Answered>,
  tx: Transaction,
  marked: (isFirst: boolean) => void,
): Promise<Answered> {
  const { key } = run
  const isFirst = await mark(tx, { key, fan, ticket: ticketOf(key), expiresAt: inTenMinutes })
  marked(isFirst)
  if (!isFirst) {
    run.commit() // nobody may be told any more that nothing was done
    throw new TakenBack(await earlierAnswer(tx, key))
  }
  run.reopen()
  const answered = await work(tx)
  await tx
    .update(effects)
    .set({ answered: writeAnswered(answered) })
    .where(eq(effects.key, key))
  if (!run.commit()) throw new TakenBack({ ...answered, outcome: 'late', reply: undefined })
  return answered
}

/** False when there is one from an earlier delivery, here or on another node. */
async function mark(tx: Transaction, row: object): Promise<boolean> {
  try {
    await tx.insert(effects).values(row as typeof effects.$inferInsert)
    return true
  } catch (cause) {
    if (errorCodeOf(cause) === 'ER_DUP_ENTRY') return false
    throw cause
  }
}

async function earlierAnswer(tx: Transaction, key: string): Promise<Answered> {
  const [row] = await tx.select().from(effects).where(eq(effects.key, key))
  const answered = readAnswered(row?.answered ?? null)
  if (!answered) throw new Error('what was done once has left no answer')
  return answered
}
