import { answer, digits, missing, query, tap } from '#rule'

/** WeChat shows no text of more than 2,000 bytes; the rest is for the way to the next page. */
const PAGE_BYTES = 1800

export default query({
  title: '看看能查什么',
  pattern: ['帮助{page}', 'help{page}'],
  params: { page: digits(0, 2, '帮助后面只能写页码') },
  examples: [
    { say: '帮助', reply: /查零件的工作台位.*\?18-546/ },
    { say: 'Help', reply: /看看能查什么/ },
    { say: '帮助99', outcome: 'missing' },
  ],
  reply({ page }, { topics }) {
    const pages = pagesOf(topics.map(({ title, example }) => `${title}：${tap(example)}\n`))
    const number = Number(page || 1)
    const text = pages[number - 1]
    if (text === undefined) return missing(`没有第 ${number} 页，一共 ${pages.length} 页。`)
    return answer(number < pages.length ? `${text}${tap('下一页', `帮助${number + 1}`)}` : text)
  },
})

function pagesOf(lines: readonly string[]): string[] {
  const pages = ['']
  for (const line of lines) {
    const page = pages.at(-1) ?? ''
    if (Buffer.byteLength(page + line) > PAGE_BYTES) pages.push(line)
    else pages[pages.length - 1] = page + line
  }
  return pages
}
