/** What is printed in the end, and put into docs/scaling.md. */
import type { Told } from '../../test/soak/wechat.ts'
import type { Rate } from './rates.ts'
import type { TalkReport } from './talk.ts'

type Row = readonly (string | number)[]

export function phasesOf({ told, phases }: TalkReport): Row[] {
  const head = ['from', 'messages', 'attempts', 'more than one', 'slowest ms', 'busy', 'not answered']
  const rows = phases.map(({ name, from }, index) => {
    const until = phases[index + 1]?.from ?? Infinity
    return phaseRow(
      name,
      told.filter(({ tries: [first] }) => first && first.at >= from && first.at < until),
    )
  })
  return [head, ...rows, phaseRow('all', told)]
}

function phaseRow(name: string, told: readonly Told[]): Row {
  const attempts = told.reduce((all, { tries }) => all + tries.length, 0)
  const again = told.filter(({ tries }) => tries.length > 1).length
  const took = told.map(({ tries }) => (tries.at(-1)?.until ?? 0) - (tries[0]?.at ?? 0))
  const busy = told.filter(({ text }) => text.startsWith('系统繁忙')).length
  const unanswered = told.filter(({ kind }) => kind === 'fault').length
  return [name, told.length, attempts, again, took.length > 0 ? Math.max(...took) : 0, busy, unanswered]
}

export function verdictOf({ told, counts, commands, effects, double, rows, machine }: TalkReport): string {
  const lost = told.filter(({ kind }) => kind === 'fault').length
  return [
    `${told.length} messages, ${lost} lost`,
    `${commands} commands with ${effects} effects, ${double} double`,
    `${rows.rows} rows in the message log (${rows.killed} went with a kill -9, ${rows.lost} are missing)`,
    `${counts.tickets} tickets (${counts.fetched} fetched, ${counts.lost} lost), ${counts.busy} busy, ${counts.apologies} apologies`,
    `the player of WeChat itself was up to ${machine.lagMs} ms late, the nodes waited for a core up to ${machine.starvedPercent} % of five seconds`,
  ].join('\n')
}

export function ratesAs(rates: readonly Rate[]): Row[] {
  const head = ['nodes', 'req/s', 'p50 ms', 'p99 ms']
  const costs = ['µs CPU of the nodes', 'of nginx', 'of HAProxy', 'of the three databases', 'of wrk']
  const rows = rates.map(({ title, perSecond, p50, p99, cpu }) => [
    ...[title, Math.round(perSecond).toLocaleString('en'), p50.toFixed(1), p99.toFixed(0)],
    ...[cpu.nodes, cpu.nginx, cpu.haproxy, cpu.databases, cpu.wrk].map((us) => us.toFixed(0)),
  ])
  return [[...head, ...costs], ...rows]
}

export function asText(rows: readonly Row[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => String(row[column]).length)),
  )
  return rows
    .map((row) => row.map((cell, at) => pad(String(cell), widths[at] ?? 0, at)).join('  '))
    .join('\n')
}

const pad = (cell: string, width: number, at: number): string =>
  at === 0 ? cell.padEnd(width) : cell.padStart(width)

export function asMarkdown([head = [], ...rows]: readonly Row[]): string {
  const line = (cells: Row) => `| ${cells.join(' | ')} |`
  const rule = head.map((_, at) => (at === 0 ? '---' : '---:'))
  return [line(head), line(rule), ...rows.map(line)].join('\n')
}
