/** Yingda's own tables, beside the business's in one schema; after a change: `npm run migration:own`. */
import {
  bigint,
  boolean,
  char,
  datetime,
  index,
  int,
  mediumtext,
  mysqlTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  tinyint,
  varchar,
} from 'drizzle-orm/mysql-core'

/** A digest of account and OpenID; in the message log the OpenID itself where the settings say so. */
const fan = () => varchar('fan', { length: 64 })
/** A digest of a message, see `deliveryKey`: the same for each of its deliveries. */
const key = () => char('key', { length: 32 })
const expiresAt = () => timestamp('expires_at').notNull()

/** What all nodes must agree on. */
export const secrets = mysqlTable('yingda_secrets', {
  name: varchar('name', { length: 32 }).primaryKey(),
  value: varchar('value', { length: 128 }).notNull(),
})

/** What a fan's next text completes: at most one row a fan. */
export const pending = mysqlTable(
  'yingda_pending',
  {
    fan: fan().primaryKey(),
    /** A Waiting, as JSON. */
    waiting: text('waiting').notNull(),
    /** The message that it was taken for, and is there again for when that message is delivered again. */
    takenBy: char('taken_by', { length: 32 }),
    expiresAt: expiresAt(),
  },
  (table) => [index('yingda_pending_expires_at').on(table.expiresAt)],
)

/** What is left of a long answer: at most one row a fan. */
export const pages = mysqlTable(
  'yingda_pages',
  {
    fan: fan().primaryKey(),
    /** From the page on that `shownBy` was answered with; without it, from the next page on. */
    rest: mediumtext('rest').notNull(),
    /** The message that this page was shown for, and is shown again for when that message is delivered again. */
    shownBy: char('shown_by', { length: 32 }),
    expiresAt: expiresAt(),
  },
  (table) => [index('yingda_pages_expires_at').on(table.expiresAt)],
)

/** Messages whose work takes long, so that a retry or a ticket that reaches another node finds it. */
export const works = mysqlTable(
  'yingda_works',
  {
    key: key().primaryKey(),
    fan: fan().notNull(),
    ticket: char('ticket', { length: 4 }).notNull(),
    /** What the fan said, to be asked again when its node died; empty for what says nothing. */
    question: text('question').notNull(),
    isCommand: boolean('is_command').notNull(),
    /** How many deliveries have been seen, on any node. */
    attempts: tinyint('attempts').notNull(),
    /** The node that works on it says so again and again; past this moment it is dead. */
    aliveUntil: timestamp('alive_until', { fsp: 3 }).notNull(),
    /** An Answered, as JSON; null while the work runs. */
    answered: mediumtext('answered'),
    expiresAt: expiresAt(),
  },
  (table) => [
    index('yingda_works_fan').on(table.fan, table.ticket),
    index('yingda_works_expires_at').on(table.expiresAt),
  ],
)

/** What was done once and must not be done again: committed together with its effects. */
export const effects = mysqlTable(
  'yingda_effects',
  {
    key: key().primaryKey(),
    fan: fan().notNull(),
    ticket: char('ticket', { length: 4 }).notNull(),
    /** An Answered, as JSON; null only inside the transaction. */
    answered: mediumtext('answered'),
    expiresAt: expiresAt(),
  },
  (table) => [
    index('yingda_effects_fan').on(table.fan, table.ticket),
    index('yingda_effects_expires_at').on(table.expiresAt),
  ],
)

/** The message log: one row a message. */
export const messages = mysqlTable(
  'yingda_messages',
  {
    id: bigint('id', { mode: 'number' }).autoincrement().primaryKey(),
    /** A row that is written twice stays one row. */
    key: key().notNull().unique(),
    account: varchar('account', { length: 64 }).notNull(),
    /** Null once the fan has left. */
    fan: fan(),
    /** `text`, `image` …, or the name of the event. */
    kind: varchar('kind', { length: 64 }).notNull(),
    text: text('text').notNull(),
    /** As the rules heard it. */
    heard: text('heard').notNull(),
    rule: varchar('rule', { length: 190 }),
    outcome: varchar('outcome', { length: 16 }).notNull(),
    ms: int('ms').notNull(),
    /** The delivery that got the reply, counted from 1; 0 when none did. */
    attempt: tinyint('attempt').notNull(),
    at: datetime('at', { fsp: 3 }).notNull(),
  },
  (table) => [index('yingda_messages_at').on(table.at), index('yingda_messages_fan').on(table.fan)],
)

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
