import { sql } from 'drizzle-orm'
import { answer, command, digits } from '#rule'

export default command({
  title: 'Write a number down after 确认',
  pattern: 'sure{n}',
  params: { n: digits() },
  confirm: 'note {n}?',
  examples: [{ say: 'sure0', outcome: 'asked' }],
  async reply({ n }, { tx }) {
    await tx.execute(sql`INSERT INTO soak_notes (n) VALUES (${n})`)
    return answer(`noted ${n}`)
  },
})
