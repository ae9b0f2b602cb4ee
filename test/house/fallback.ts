import { answer, fallback, tap } from '#rule'

export default fallback({
  title: '没听懂的话',
  examples: [{ say: '今天天气怎么样', outcome: 'unmatched' }],
  reply() {
    return answer(`没听懂您的意思。发送 ${tap('帮助')} 看看能查什么。`)
  },
})
