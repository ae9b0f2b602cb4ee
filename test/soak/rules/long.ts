import { sql } from 'drizzle-orm'
import { answer, digits, query } from '#rule'
import { parts } from '#schema'

export default query({
  title: 'A query of twelve seconds, which ends in a ticket',
  pattern: 'long{n}',
  params: { n: digits() },
  examples: [{ say: 'long0', reply: 'long 0' }],
  async reply({ n }, { db }) {
    await db
      .select({ slept: sql`SLEEP(12)` })
      .from(parts)
      .limit(1)
    return answer(`long ${n}`)
  },
})
