import { answer, code, missing, query } from '#rule'
import { parts } from '#schema'

export default query({
  title: 'Look a part up',
  pattern: '?{part}',
  params: { part: code(/^\d{1,3}-\d{1,4}$/, 'such as 1-1') },
  ask: { part: 'which part' },
  examples: [
    { say: '?1-1', outcome: 'missing' },
    { say: '?', reply: 'which part' },
  ],
  async reply({ part }, { lookup }) {
    const row = await lookup(parts, { code: part })
    return row ? answer(`${part}: ${row.workstation}`) : missing(`no ${part}`)
  },
})
