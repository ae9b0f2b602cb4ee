import { answer, on, tap } from '#rule'

export default on('subscribe', {
  title: '欢迎新粉丝',
  examples: [
    { event: {}, reply: /^欢迎关注！/ },
    { event: { EventKey: 'qrscene_42' }, reply: /^欢迎关注！/ },
  ],
  reply() {
    return answer(`欢迎关注！发送 ${tap('帮助')} 看看能查什么。`)
  },
})
