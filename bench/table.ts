/** The figures as a table, for a terminal and for a page. */
import type { Summary } from './summary.ts'
import type { Target } from './targets.ts'

type Column = { readonly title: string; readonly cell: (row: Summary) => string }

const ms = (value: number | undefined) => value?.toFixed(value < 10 ? 2 : 0) ?? '–'
const whole = (value: number) => Math.round(value).toLocaleString('en')

const COLUMNS: readonly Column[] = [
  { title: 'server', cell: ({ entry }) => entry.title },
  { title: 'mode', cell: ({ entry }) => entry.mode },
  { title: 'req/s', cell: ({ perSecond }) => whole(perSecond) },
  { title: '× yardstick', cell: ({ ratio }) => ratio?.toFixed(2) ?? '–' },
  { title: 'µs CPU', cell: ({ cpu }) => cpu.toFixed(0) },
  { title: 'p50 ms', cell: ({ p50 }) => ms(p50) },
  { title: 'p99 ms', cell: ({ p99 }) => ms(p99) },
  { title: 'p50 at 1,000/s', cell: ({ steady }) => ms(steady?.p50) },
  { title: 'p99 at 1,000/s', cell: ({ steady }) => ms(steady?.p99) },
  { title: 'RSS MB', cell: ({ rss }) => rss.toFixed(0) },
  { title: '% of its core', cell: ({ busy }) => busy.toFixed(0) },
  { title: 'µs CPU of wrk', cell: ({ loadCpu }) => loadCpu.toFixed(1) },
  { title: 'replies checked', cell: ({ looked }) => whole(looked) },
  { title: 'rows logged', cell: ({ rows }) => (rows === undefined ? '–' : whole(rows)) },
]

const cells = (rows: readonly Summary[]) => [
  COLUMNS.map(({ title }) => title),
  ...rows.map((row) => COLUMNS.map(({ cell }) => cell(row))),
]

export function asText(rows: readonly Summary[]): string {
  const all = cells(rows)
  const widths = COLUMNS.map((_, index) => Math.max(...all.map((row) => row[index]?.length ?? 0)))
  const line = (row: readonly string[]) =>
    row.map((cell, at) => (at < 2 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  ')
  return all.map(line).join('\n')
}

export function asMarkdown(rows: readonly Summary[]): string {
  const [head = [], ...rest] = cells(rows)
  const rule = COLUMNS.map((_, index) => (index < 2 ? '---' : '---:'))
  return [head, rule, ...rest].map((row) => `| ${row.join(' | ')} |`).join('\n')
}

export const wordOf = ({ isHeld }: Target): string =>
  isHeld === undefined ? 'not measured' : isHeld ? 'held' : 'NOT HELD'

export function targetsAsText(targets: readonly Target[]): string {
  const width = Math.max(...targets.map(({ wanted }) => wanted.length))
  return targets
    .map((target) => `${target.wanted.padEnd(width)}  ${target.got.padStart(6)}  ${wordOf(target)}`)
    .join('\n')
}

export const targetsAsMarkdown = (targets: readonly Target[]): string =>
  [
    '| target | measured | |',
    '| --- | ---: | --- |',
    ...targets.map((target) => `| ${target.wanted} | ${target.got} | ${wordOf(target)} |`),
  ].join('\n')
