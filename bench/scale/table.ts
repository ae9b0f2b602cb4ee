/** The figures as tables, for a page and, as they are, for a terminal. */
import { format, resolveConfig } from 'prettier'
import type { Name } from './options.ts'
import type { Section } from './sections.ts'
import type { Step } from './step.ts'

const TITLES: Readonly<Record<Name, string>> = {
  rules: 'rules',
  parts: 'parts',
  connections: 'connections',
  log: 'rows in the log',
}
type Row = readonly [title: string, cell: (step: Step) => string]

const number = (value: number | undefined, digits = 0) =>
  value === undefined
    ? '–'
    : value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
const ms = (value: number) => number(value, value < 10 ? 2 : 0)

const COSTS: readonly Row[] = [
  ['req/s', ({ summary }) => number(summary.perSecond)],
  ['µs CPU a message', ({ summary }) => number(summary.cpu)],
  ['µs CPU of MariaDB a message', ({ databaseCpu }) => number(databaseCpu)],
  ['p50 ms', ({ summary }) => ms(summary.p50)],
  ['p99 ms', ({ summary }) => ms(summary.p99)],
  ['RSS MB', ({ summary }) => number(summary.rss)],
  ['start, s', ({ startSeconds }) => number(startSeconds, 1)],
]
/** Only where there is something to say. */
const SOMETIMES: readonly Row[] = [
  ['the very first start, s', ({ firstStartSeconds }) => number(firstStartSeconds, 1)],
  ['filling, s', ({ fillSeconds }) => number(fillSeconds, 1)],
]

/** A column for each size. */
function tableOf({ name, steps }: Section): string {
  const pages = Object.keys(steps[0]?.pages ?? {})
  const rows = [
    ...COSTS,
    ...SOMETIMES.filter(([, cell]) => steps.some((step) => cell(step) !== '–')),
    ...pages.map((page): Row => [`page: ${page}, ms`, (step) => ms(step.pages?.[page] ?? NaN)]),
  ]
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [
    line([TITLES[name], ...steps.map(({ size }) => number(size))]),
    line(['---', ...steps.map(() => '---:')]),
    ...rows.map(([title, cell]) => line([title, ...steps.map(cell)])),
  ].join('\n')
}

export const asMarkdown = async (sections: readonly Section[]): Promise<string> =>
  (
    await format(sections.map(tableOf).join('\n\n'), {
      ...(await resolveConfig(import.meta.filename)),
      parser: 'markdown',
    })
  ).trim()
