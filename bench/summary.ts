/** The rounds of one row put together: medians, and the ratio to the yardstick's round beside it. */
import type { Entry } from './entries.ts'
import type { Steady } from './load/steady.ts'
import type { Measured } from './measure.ts'

export type Row = {
  readonly entry: Entry
  readonly rounds: readonly Measured[]
  readonly steady: readonly Steady[]
  /** Of before the rounds. */
  readonly problems: readonly string[]
}

export type Summary = Pick<Measured, 'perSecond' | 'p50' | 'p99' | 'cpu' | 'loadCpu' | 'busy' | 'rss'> & {
  readonly entry: Entry
  /** Of what the yardstick does in the same mode; the median over the rounds, since what else the machine does changes. */
  readonly ratio: number | undefined
  readonly steady: Pick<Steady, 'p50' | 'p99' | 'late'> | undefined
  readonly messages: number
  readonly looked: number
  readonly rows: number | undefined
  readonly problems: readonly string[]
}

export function summarise(row: Row, all: readonly Row[]): Summary {
  const { entry, rounds, steady } = row
  const yardstick = all.find(({ entry: { name, mode } }) => name === 'yardstick' && mode === entry.mode)
  const ratios = rounds.flatMap(({ perSecond }, index) => {
    const beside = yardstick?.rounds[index]?.perSecond
    return beside === undefined ? [] : [perSecond / beside]
  })
  const mid = (name: 'perSecond' | 'p50' | 'p99' | 'cpu' | 'loadCpu' | 'busy' | 'rss') =>
    median(rounds.map((round) => round[name]))
  const sum = (name: 'messages' | 'looked') => rounds.reduce((total, round) => total + round[name], 0)
  const hasRows = rounds.some(({ rows }) => rows !== undefined)
  return {
    entry,
    ...{ perSecond: mid('perSecond'), p50: mid('p50'), p99: mid('p99'), cpu: mid('cpu') },
    ...{ loadCpu: mid('loadCpu'), busy: mid('busy'), rss: mid('rss') },
    ratio: ratios.length > 0 ? median(ratios) : undefined,
    steady: steady.length > 0 ? steadyOf(steady) : undefined,
    ...{ messages: sum('messages'), looked: sum('looked') + steady.reduce((n, { looked }) => n + looked, 0) },
    rows: hasRows ? rounds.reduce((total, { rows = 0 }) => total + rows, 0) : undefined,
    problems: [row, ...rounds, ...steady].flatMap(({ problems }) => problems),
  }
}

const steadyOf = (all: readonly Steady[]) => ({
  p50: median(all.map(({ p50 }) => p50)),
  p99: median(all.map(({ p99 }) => p99)),
  late: median(all.map(({ late }) => late)),
})

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? NaN
}
