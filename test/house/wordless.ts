import { answer, on } from '#rule'

export default on('wordless', {
  title: '表情和收不到的消息',
  examples: [
    { say: '[微笑]', reply: '请发送文字，例如「帮助」。' },
    { say: '🎉', reply: '请发送文字，例如「帮助」。' },
    { say: '【收到不支持的消息类型，暂无法显示】', reply: '请发送文字，例如「帮助」。' },
  ],
  reply: () => answer('请发送文字，例如「帮助」。'),
})
