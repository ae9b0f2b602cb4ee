import { sql } from 'drizzle-orm'
import { answer, digits, query } from '#rule'
import { parts } from '#schema'

export default query({
  title: 'A query that hangs for ever',
  pattern: 'hang{n}',
  params: { n: digits() },
  examples: [{ say: 'hang0', reply: 'hang 0' }],
  async reply({ n }, { db }) {
    await db
      .select({ slept: sql`SLEEP(1000)` })
      .from(parts)
      .limit(1)
    return answer(`hang ${n}`)
  },
})
