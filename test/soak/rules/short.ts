import { sql } from 'drizzle-orm'
import { answer, digits, query } from '#rule'
import { parts } from '#schema'

export default query({
  title: 'A query of one to two seconds',
  pattern: 'short{n}',
  params: { n: digits() },
  examples: [{ say: 'short0', reply: 'short 0' }],
  async reply({ n }, { db }) {
    await db
      .select({ slept: sql`SLEEP(${1 + (Number(n) % 11) / 10})` })
      .from(parts)
      .limit(1)
    return answer(`short ${n}`)
  },
})
