import { on, silent } from '#rule'

export default on('view', {
  title: 'A page that was opened',
  examples: [{ event: { EventKey: 'https://example.com/' }, outcome: 'silent' }],
  reply: () => silent(),
})
