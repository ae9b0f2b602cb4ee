import { sql } from 'drizzle-orm'
import { answer, command, digits } from '#rule'

export default command({
  title: 'Write a number down, and take two to six seconds before and after',
  pattern: 'slow{n}',
  params: { n: digits() },
  examples: [{ say: 'slow0', reply: 'noted 0' }],
  async reply({ n }, { tx }) {
    const half = 1 + (Number(n) % 5) / 2
    await tx.execute(sql`SELECT SLEEP(${half})`)
    await tx.execute(sql`INSERT INTO soak_notes (n) VALUES (${n})`)
    await tx.execute(sql`SELECT SLEEP(${half})`)
    return answer(`noted ${n}`)
  },
})
