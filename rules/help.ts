import { answer, query, tap } from '#rule'

/** WeChat shows no text of more than 2,000 bytes. */
const LIMIT_BYTES = 1900

export default query({
  title: '看看能查什么',
  pattern: ['帮助', 'help'],
  examples: [
    { say: '帮助', reply: /查零件的工作台位.*\?18-546/ },
    { say: 'Help', reply: /看看能查什么/ },
  ],
  reply(_, { topics }) {
    let text = ''
    for (const { title, example } of topics) {
      const line = `${title}：${tap(example)}\n`
      if (Buffer.byteLength(text + line) > LIMIT_BYTES) return answer(`${text}……`)
      text += line
    }
    return answer(text)
  },
})
