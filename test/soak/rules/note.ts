import { sql } from 'drizzle-orm'
import { answer, command, digits } from '#rule'

export default command({
  title: 'Write a number down',
  pattern: 'note{n}',
  params: { n: digits() },
  examples: [{ say: 'note0', reply: 'noted 0' }],
  async reply({ n }, { tx }) {
    await tx.execute(sql`INSERT INTO soak_notes (n) VALUES (${n})`)
    return answer(`noted ${n}`)
  },
})
