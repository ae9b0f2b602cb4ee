import { answer, on } from '#rule'

export default on('voice', {
  title: '语音当作文字',
  examples: [
    { event: { MediaId: 'x', Recognition: '帮助' }, reply: /看看能查什么/ },
    { event: { MediaId: 'x', Recognition: '' }, reply: '听不清语音，请发送文字，例如「帮助」。' },
  ],
  asText: true,
  reply: () => answer('听不清语音，请发送文字，例如「帮助」。'),
})
