import { answer, digits, query } from '#rule'

export default query({
  title: 'An answer of three pages',
  pattern: 'pages{n}',
  params: { n: digits() },
  examples: [{ say: 'pages0', reply: /^pages 0/ }],
  reply: ({ n }) =>
    answer(
      [`pages ${n}`, ...Array.from({ length: 90 }, (_, line) => `${n} 第${line}行，${'字'.repeat(12)}`)].join(
        '\n',
      ),
    ),
})
