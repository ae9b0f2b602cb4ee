/** The business tables that rules read. After a change: `npm run migration`, then start again. */
import { sql } from 'drizzle-orm'
import { mysqlTable, timestamp, varchar } from 'drizzle-orm/mysql-core'

/** Where each part (零件) is worked on. */
export const parts = mysqlTable('parts', {
  code: varchar('code', { length: 32 }).primaryKey(),
  workstation: varchar('workstation', { length: 100 }).notNull(),
  updatedAt: timestamp('updated_at')
    .notNull()
    .default(sql`CURRENT_TIMESTAMP`)
    .onUpdateNow(),
})
