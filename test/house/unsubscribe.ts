import { on, silent } from '#rule'

/** The fan has left, or wants data deleted: nothing can be delivered any more, and nothing of the fan is kept. */
export default on(['unsubscribe', 'user_authorization_revoke', 'user_authorization_cancellation'], {
  title: '粉丝离开',
  examples: [{ event: {}, outcome: 'silent' }],
  reply: () => silent(),
})
