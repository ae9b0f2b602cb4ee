import { sql } from 'drizzle-orm'
import { answer, digits, query } from '#rule'
import { parts } from '#schema'

export default query({
  title: 'A query of six to eight seconds',
  pattern: 'middle{n}',
  params: { n: digits() },
  examples: [{ say: 'middle0', reply: 'middle 0' }],
  async reply({ n }, { db }) {
    await db
      .select({ slept: sql`SLEEP(${6 + (Number(n) % 3)})` })
      .from(parts)
      .limit(1)
    return answer(`middle ${n}`)
  },
})
