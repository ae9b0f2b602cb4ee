/** What answers messages, without the listener: for `serve`, `ask` and the like. */
import { createAnswer, type Answer } from './answer/answer.ts'
import { createFanOf, type FanOf } from './answer/fan.ts'
import type { OnlookerOf } from './answer/onlooker.ts'
import type { Config } from './config.ts'
import type { Database } from './db/connect.ts'
import { loadDemoRows } from './db/demo.ts'
import type { OnQuery } from './db/connection.ts'
import { openDatabase, type Opened } from './db/open.ts'
import { rolledBack } from './db/rehearsal.ts'
import { secretOf } from './db/secrets.ts'
import type { Log } from './log.ts'
import { createLiveRulebook, type LiveRulebook } from './rulebook/live.ts'

export type Parts = {
  readonly rules: LiveRulebook
  readonly database: Database
  readonly server: Pick<Opened, 'isOurs' | 'lost'>
  readonly fanOf: FanOf
  readonly answer: Answer
  stop(): Promise<void>
}

type Hooks = {
  readonly onQuery?: OnQuery
  readonly onlookerOf?: OnlookerOf
  /** Commands are rolled back. */
  readonly isRehearsal?: boolean
}

export async function assemble(
  config: Config,
  log: Log,
  { onQuery, onlookerOf, isRehearsal }: Hooks = {},
): Promise<Parts> {
  const { rules, opened } = await opening(config, log, onQuery)
  const { database: real, isOurs, lost, newerMigrations, stop } = opened
  if (newerMigrations > 0) log.warn({ newerMigrations }, 'the database is of a newer version than this one')
  const database = isRehearsal ? { ...real, transact: rehearsed(real) } : real
  let fanOf: FanOf
  try {
    fanOf = createFanOf(await secretOf(database.write, 'fan'))
    if (isOurs) await loadDemoRows(database.write)
  } catch (error) {
    await stop()
    throw error
  }
  const answer = createAnswer({
    ...{ rulebook: rules.current, database, fanOf, log },
    ...(onlookerOf && { onlookerOf }),
  })
  return { rules, database, server: { isOurs, lost }, fanOf, answer, stop }
}

/** The server of the database has a process of its own, so it starts while the rules are read. */
async function opening(config: Config, log: Log, onQuery: OnQuery | undefined) {
  const [rules, opened] = await Promise.allSettled([
    createLiveRulebook(config.rulesDir, log),
    openDatabase(config, onQuery),
  ])
  if (rules.status === 'rejected') {
    if (opened.status === 'fulfilled') await opened.value.stop()
    throw rules.reason
  }
  if (opened.status === 'rejected') throw opened.reason
  return { rules: rules.value, opened: opened.value }
}

const rehearsed =
  ({ transact }: Database): Database['transact'] =>
  (work, user) =>
    rolledBack((inner) => transact(inner, user), work)
