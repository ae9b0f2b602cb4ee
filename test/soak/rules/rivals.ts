import { sql } from 'drizzle-orm'
import { answer, command, digits } from '#rule'

export default command({
  title: 'Write a number down between two rows that every other fan locks the other way round',
  pattern: 'rivals{n}',
  params: { n: digits() },
  examples: [{ say: 'rivals0', reply: 'noted 0' }],
  async reply({ n }, { tx }) {
    const first = Number(n) % 2
    await tx.execute(sql`UPDATE soak_rivals SET count = count + 1 WHERE id = ${first}`)
    await tx.execute(sql`SELECT SLEEP(0.02)`)
    await tx.execute(sql`INSERT INTO soak_notes (n) VALUES (${n})`)
    await tx.execute(sql`UPDATE soak_rivals SET count = count + 1 WHERE id = ${1 - first}`)
    return answer(`noted ${n}`)
  },
})
