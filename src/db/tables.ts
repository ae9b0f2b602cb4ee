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
  text,
  timestamp,
  tinyint,
  varchar,
} from 'drizzle-orm/mysql-core'

/** A digest of account and OpenID; in the message log the OpenID itself where the settings say so. */
const fan = () => varchar('fan', { length: 64 })
/** A digest of a message, see `deliveryKey`: the same for each of its deliveries. */
export const key = () => char('key', { length: 32 })
const expiresAt = () => timestamp('expires_at').notNull()

/** What all nodes must agree on. */
export const secrets = mysqlTable('yingda_secrets', {
  name: varchar('name', { length: 32 }).primaryKey(),
  value: varchar('value', { length: 128 }).notNull(),
})

/** Sessions of the console that were logged out before their cookies expire. */
export const logouts = mysqlTable(
  'yingda_logouts',
  { session: char('session', { length: 24 }).primaryKey(), expiresAt: expiresAt() },
  (table) => [index('yingda_logouts_expires_at').on(table.expiresAt)],
)

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
