/** What the charts of the overview show, in the reader's language; the script in the page only draws it. */
import type { Point } from '../../figures/overview.ts'
import type { Say } from '../language.ts'

type Line = {
  readonly label: readonly [zh: string, en: string]
  /** Null where there is nothing to say. */
  readonly of: (point: Point) => number | null
}
export type Chart = {
  readonly id: string
  readonly title: readonly [zh: string, en: string]
  readonly unit: string
  readonly lines: readonly Line[]
}

const ifAny = (value: (point: Point) => number) => (point: Point) =>
  point.messages > 0 ? value(point) : null

export const CHARTS: readonly Chart[] = [
  {
    id: 'messages',
    title: ['每分钟的消息', 'Messages per minute'],
    unit: '',
    lines: [{ label: ['消息', 'Messages'], of: ({ perMinute }) => perMinute }],
  },
  {
    id: 'answered',
    title: ['答上的比例', 'Answered share'],
    unit: '%',
    lines: [{ label: ['答上', 'Answered'], of: (point) => answeredShare(point) }],
  },
  {
    id: 'time',
    title: ['回答用时', 'Time to answer'],
    unit: 'ms',
    lines: [
      { label: ['一半在此以内', 'Half within (p50)'], of: ifAny(({ p50 }) => p50) },
      { label: ['95%', 'p95'], of: ifAny(({ p95 }) => p95) },
      { label: ['99%', 'p99'], of: ifAny(({ p99 }) => p99) },
    ],
  },
  {
    id: 'trouble',
    title: ['不顺利的消息', 'Messages in trouble'],
    unit: '',
    lines: [
      { label: ['出错', 'Failed'], of: ({ failed }) => failed },
      { label: ['没来得及', 'Late'], of: ({ late }) => late },
      { label: ['微信重发后才答上', 'Answered at a retry'], of: ({ retried }) => retried },
      { label: ['没送到', 'Reached nobody'], of: ({ unreached }) => unreached },
    ],
  },
]

/** In percent of those that want an answer; null when none did. */
export const answeredShare = ({ asking, answered }: Pick<Point, 'asking' | 'answered'>): number | null =>
  asking > 0 ? (100 * answered) / asking : null

/** By column, as the chart library takes it. */
export function chartData(say: Say, points: readonly Point[]) {
  const charts = CHARTS.map(({ id, unit, lines }) => ({
    id,
    unit,
    lines: lines.map(({ label, of }) => ({
      label: say(...label),
      values: points.map((point) => rounded(of(point))),
    })),
  }))
  return { at: points.map(({ at }) => at.getTime() / 1000), timeLabel: say('时间', 'Time'), charts }
}

const rounded = (value: number | null) => (value === null ? null : Math.round(value * 100) / 100)
