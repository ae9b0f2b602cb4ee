/** What goes on at this moment, asked once for all who look on, and not at all while nobody does. */
import type { Database, WriteDb } from '../../db/connect.ts'
import { lastMinute, type LastMinute } from '../../figures/last-minute.ts'
import type { MessageLog } from '../../message-log/message-log.ts'
import type { LiveRulebook } from '../../rulebook/live.ts'

export type Moment = {
  /** Undefined while MySQL does not answer. */
  readonly lastMinute: LastMinute | undefined
  readonly isHealthy: boolean
  readonly log: ReturnType<MessageLog['counts']>
  readonly pools: ReturnType<Database['load']>
  readonly rules: number
  readonly problems: number
  readonly upS: number
  readonly memoryBytes: number
}

export type LiveDeps = {
  readonly write: WriteDb
  readonly database: Pick<Database, 'health' | 'load'>
  readonly messageLog: Pick<MessageLog, 'counts'>
  readonly rules: Pick<LiveRulebook, 'current' | 'problems'>
  readonly now: () => number
}

export type Live = {
  moment(): Promise<Moment>
  /** Tells of every moment from now on; what it returns ends that. */
  follow(tell: (moment: Moment) => void): () => void
}

const EVERY_MS = 5_000

export function createLive({ write, database, messageLog, rules, now }: LiveDeps): Live {
  const followers = new Set<(moment: Moment) => void>()
  let timer: NodeJS.Timeout | undefined

  const moment = async (): Promise<Moment> => {
    const isHealthy = database.health.isHealthy()
    return {
      lastMinute: isHealthy ? await lastMinute(write, now()).catch(() => undefined) : undefined,
      isHealthy,
      log: messageLog.counts(),
      pools: database.load(),
      rules: rules.current().rules.length,
      problems: rules.problems().length,
      upS: process.uptime(),
      memoryBytes: process.memoryUsage.rss(),
    }
  }
  const next = async () => {
    const found = await moment()
    for (const tell of followers) tell(found)
    wait()
  }
  const wait = () => {
    timer = followers.size > 0 ? setTimeout(() => void next(), EVERY_MS).unref() : undefined
  }
  return {
    moment,
    follow(tell) {
      const follower = (found: Moment) => tell(found)
      followers.add(follower)
      if (!timer) wait()
      return () => void followers.delete(follower)
    },
  }
}
