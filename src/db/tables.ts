/** Yingda's own tables, beside the business's in one schema; after a change: `npm run migration:own`. */
import { char, index, mysqlTable, text, timestamp } from 'drizzle-orm/mysql-core'

/** What a fan's next text completes: at most one row a fan. */
export const pending = mysqlTable(
  'yingda_pending',
  {
    /** A digest of account and OpenID. */
    fan: char('fan', { length: 64 }).primaryKey(),
    /** A Waiting, as JSON. */
    waiting: text('waiting').notNull(),
    expiresAt: timestamp('expires_at').notNull(),
  },
  ({ expiresAt }) => [index('yingda_pending_expires_at').on(expiresAt)],
)
