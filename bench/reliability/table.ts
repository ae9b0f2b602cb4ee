/** The figures as lines of a terminal and as a table of a page. */
import { format, resolveConfig } from 'prettier'
import type { Figures } from './figures.ts'

const HEAD = [
  'strain',
  'sent',
  'answered',
  'lost',
  'doubled',
  'kind text',
  'worst wait',
  'memory',
  'descriptors',
]

function cellsOf(figures: Figures): string[] {
  const { name, sent, answered, lost, doubled, kind, worstMs, memoryMb, descriptors } = figures
  const counts = [sent, answered, lost, doubled, kind].map((count) => count.toLocaleString('en'))
  return [
    name,
    ...counts,
    `${(worstMs / 1000).toFixed(2)} s`,
    `${memoryMb.toFixed(0)} MB`,
    String(descriptors),
  ]
}

export function asText(figures: Figures): string {
  const [name, ...cells] = cellsOf(figures)
  const said = cells.map((cell, at) => `${HEAD[at + 1]} ${cell}`).join(', ')
  return `  ${name}: ${said}${figures.remark && `\n    ${figures.remark}`}`
}

export async function asMarkdown(all: readonly Figures[]): Promise<string> {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const rule = HEAD.map((_, at) => (at === 0 ? '---' : '---:'))
  const remarks = all.flatMap(({ name, remark }) => (remark ? [`- ${name}: ${remark}.`] : []))
  const text = [line(HEAD), line(rule), ...all.map((one) => line(cellsOf(one))), '', ...remarks].join('\n')
  const config = await resolveConfig(import.meta.filename)
  return (await format(text, { ...config, parser: 'markdown' })).trim()
}
