/** What the message log is counted into; after a change: `npm run migration:own`. */
import {
  bigint,
  datetime,
  index,
  int,
  mysqlTable,
  primaryKey,
  smallint,
  text,
  tinyint,
  varchar,
} from 'drizzle-orm/mysql-core'
import { key } from './tables.ts'

/** Up to which message the figures have counted: one row. */
export const progress = mysqlTable('yingda_progress', {
  name: varchar('name', { length: 32 }).primaryKey(),
  counted: bigint('counted', { mode: 'number' }).notNull(),
})

/** The message log rolled up: how many messages of one kind there were in one step of time. */
export const figures = mysqlTable(
  'yingda_figures',
  {
    /** In minutes, see STEPS. */
    step: smallint('step').notNull(),
    /** Where the step of time begins. */
    at: datetime('at').notNull(),
    account: varchar('account', { length: 64 }).notNull(),
    /** Empty where the step is not counted by rule, or no rule had the message. */
    rule: varchar('rule', { length: 190 }).notNull(),
    outcome: varchar('outcome', { length: 16 }).notNull(),
    /** How long they took, see `bucketOf`. */
    bucket: tinyint('bucket').notNull(),
    n: int('n').notNull(),
    /** Answered at a later delivery than the first. */
    retried: int('retried').notNull(),
    /** At no delivery was anybody left to answer. */
    unreached: int('unreached').notNull(),
    lastAt: datetime('last_at', { fsp: 3 }).notNull(),
  },
  ({ step, at, account, rule, outcome, bucket }) => [
    primaryKey({ columns: [step, at, account, rule, outcome, bucket] }),
  ],
)

/** What fans ask that no rule answers, put together by `maskOf`; no text of theirs but the mask. */
export const clusters = mysqlTable(
  'yingda_clusters',
  {
    id: bigint('id', { mode: 'number' }).autoincrement().primaryKey(),
    /** A digest of account and mask, since collations make more alike than we do. */
    key: key().notNull().unique(),
    account: varchar('account', { length: 64 }).notNull(),
    mask: varchar('mask', { length: 100 }).notNull(),
    n: int('n').notNull(),
    firstAt: datetime('first_at', { fsp: 3 }).notNull(),
    lastAt: datetime('last_at', { fsp: 3 }).notNull(),
    /** The latest messages of different wordings, newest first, as JSON: a list of Wording. */
    wordings: text('wordings').notNull(),
  },
  (table) => [
    index('yingda_clusters_n').on(table.n, table.id),
    index('yingda_clusters_last_at').on(table.lastAt),
  ],
)
