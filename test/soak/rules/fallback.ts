import { answer, fallback } from '#rule'

export default fallback({
  title: 'Anything else',
  examples: [{ say: 'hello', outcome: 'unmatched' }],
  reply: () => answer('what?'),
})
