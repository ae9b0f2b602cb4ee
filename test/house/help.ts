import { answer, query, tap } from '#rule'

export default query({
  title: '看看能查什么',
  pattern: ['帮助', 'help'],
  examples: [
    { say: '帮助', reply: /查零件的工作台位.*\?18-546/ },
    { say: 'Help', reply: /看看能查什么/ },
  ],
  reply(_, { topics }) {
    return answer(topics.map(({ title, example }) => `${title}：${tap(example)}`).join('\n'))
  },
})
