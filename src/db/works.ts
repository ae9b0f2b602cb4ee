/** Work that takes long, and what was done once, as all nodes see it: for ten minutes. */
import { and, desc, eq, gt, inArray, sql } from 'drizzle-orm'
import type { Answered } from '../answer/answered.ts'
import type { Shared, Work } from '../delivery/shared.ts'
import type { Transaction, WriteDb } from './connect.ts'
import { createGather } from './gather.ts'
import { createInList } from './in-list.ts'
import { effects, works } from './tables.ts'

/** What a ticket stands for. */
export type Ticketed = Work<Answered> & {
  readonly key: string
  readonly question: string
  readonly isCommand: boolean
}

export type Works = Shared<Answered> & {
  /** Only for the fan who asked. */
  byTicket(fan: string, ticket: string): Promise<Ticketed | undefined>
  forget(fan: string): Promise<void>
}

const LIMIT_MINUTES = 10
const ALIVE_SECONDS = 5
const now = sql`CURRENT_TIMESTAMP(3)`
export const inTenMinutes = sql`CURRENT_TIMESTAMP + INTERVAL ${sql.raw(String(LIMIT_MINUTES))} MINUTE`
const aliveUntil = sql`${now} + INTERVAL ${sql.raw(String(ALIVE_SECONDS))} SECOND`

/** `db` is a primary or a transaction. */
export function createWorks(db: WriteDb | Transaction): Works {
  const reader = createGather(createRead(db))
  return {
    find: (key) => reader.load(key),
    record: async ({ key, fan, ticket, question }, attempts, isCommand) => {
      const before = await reader.load(key)
      const about = { key, fan, ticket, question: question.slice(0, QUESTION_LIMIT) }
      await db
        .insert(works)
        .values({ ...about, isCommand, attempts, aliveUntil, expiresAt: inTenMinutes })
        .onDuplicateKeyUpdate({
          set: {
            // A node that takes over may not know yet what it is.
            isCommand: sql`${works.isCommand} OR ${isCommand}`,
            attempts: sql`${works.attempts} + ${attempts}`,
            aliveUntil,
          },
        })
      return before
    },
    count: async (key) =>
      void (await db
        .update(works)
        .set({ attempts: sql`${works.attempts} + 1` })
        .where(eq(works.key, key))),
    renew: async (key) => void (await db.update(works).set({ aliveUntil }).where(eq(works.key, key))),
    finish: async (key, answered) =>
      void (await db
        .update(works)
        .set({ answered: writeAnswered(answered) })
        .where(eq(works.key, key))),
    byTicket: (fan, ticket) => byTicket(db, fan, ticket),
    forget: async (fan) => {
      await db.delete(works).where(eq(works.fan, fan))
      await db.delete(effects).where(eq(effects.fan, fan))
    },
  }
}

/** The column takes 64 KiB; a character may be four bytes. */
const QUESTION_LIMIT = 10_000

const columns = {
  key: works.key,
  question: works.question,
  isCommand: works.isCommand,
  attempts: works.attempts,
  isAlive: sql<number>`${works.aliveUntil} > ${now}`,
  answered: works.answered,
}

function createRead(
  db: WriteDb | Transaction,
): (keys: readonly string[]) => Promise<(Work<Answered> | undefined)[]> {
  const worksOf = createInList(works.key, (places) =>
    db.select(columns).from(works).where(inArray(works.key, places)).prepare(),
  )
  const effectsOf = createInList(effects.key, (places) =>
    db.select().from(effects).where(inArray(effects.key, places)).prepare(),
  )
  return async (keys) => {
    const [running, done] = await Promise.all([worksOf(keys), effectsOf(keys)])
    const found = new Map(running.map((row) => [row.key, workOf(row)]))
    for (const { key, answered } of done)
      found.set(key, { attempts: 1, ...found.get(key), isAlive: false, value: readAnswered(answered) })
    return keys.map((key) => found.get(key))
  }
}

async function byTicket(
  db: WriteDb | Transaction,
  fan: string,
  ticket: string,
): Promise<Ticketed | undefined> {
  const [row] = await db
    .select(columns)
    .from(works)
    .where(and(eq(works.fan, fan), eq(works.ticket, ticket), gt(works.expiresAt, sql`CURRENT_TIMESTAMP`)))
    .orderBy(desc(works.expiresAt))
    .limit(1)
  const [done] = await db
    .select()
    .from(effects)
    .where(
      and(eq(effects.fan, fan), eq(effects.ticket, ticket), gt(effects.expiresAt, sql`CURRENT_TIMESTAMP`)),
    )
    .orderBy(desc(effects.expiresAt))
    .limit(1)
  const work = row && { ...row, ...workOf(row) }
  if (!done) return work
  return {
    key: done.key,
    question: '',
    isCommand: true,
    attempts: 1,
    isAlive: false,
    value: readAnswered(done.answered),
  }
}

type Row = { readonly attempts: number; readonly isAlive: number; readonly answered: string | null }

const workOf = ({ attempts, isAlive, answered }: Row): Work<Answered> => ({
  attempts,
  isAlive: isAlive === 1,
  value: readAnswered(answered),
})

/** What a fan gets again; why something failed is in the log of the node where it did. */
export const writeAnswered = ({ outcome, reply, rule }: Answered): string =>
  JSON.stringify({ outcome, reply, rule })

/** Written by `writeAnswered`, on this node or on another one; undefined for what is not there yet. */
export const readAnswered = (text: string | null): Answered | undefined =>
  text === null ? undefined : (JSON.parse(text) as Answered)
