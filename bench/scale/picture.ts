/** The figures as a picture: a panel for each direction, both axes logarithmic, all of it times. */
import type { Name } from './options.ts'
import type { Section } from './sections.ts'
import type { Step } from './step.ts'
import { median } from '../summary.ts'

type Line = { readonly title: string; readonly us: (step: Step) => number | undefined }
const pagesOf = (step: Step) => Object.values(step.pages ?? {})
const LINES: readonly Line[] = [
  { title: 'server: CPU a message', us: ({ summary }) => summary.cpu },
  { title: 'MariaDB: CPU a message', us: ({ databaseCpu }) => databaseCpu },
  { title: 'answer, 99th percentile', us: ({ summary }) => summary.p99 * 1000 },
  { title: 'page of the console, median', us: (step) => step.pages && median(pagesOf(step)) * 1000 },
  { title: 'slowest page', us: (step) => step.pages && Math.max(...pagesOf(step)) * 1000 },
]
const TITLES: Readonly<Record<Name, string>> = {
  rules: 'rules',
  parts: 'parts in the database',
  connections: 'connections',
  log: 'messages in the log',
}
const TICKS = ['1 µs', '10 µs', '100 µs', '1 ms', '10 ms', '100 ms', '1 s', '10 s']
const [WIDTH, HEIGHT, GAP, LEFT, TOP] = [360, 230, 84, 66, 92] as const

/** Okabe and Ito's colours, which colour-blind readers tell apart, a little lighter on dark ground. */
const STYLE = `
  svg { font: 13px system-ui, sans-serif; background: #fff; fill: #222; color-scheme: light dark }
  .grid { stroke: #d5d5d5 } .line { fill: none; stroke: var(--c); stroke-width: 2.5 } .dot { fill: var(--c) }
  .title { font-size: 15px; font-weight: 600 }
  .s0 { --c: #0072b2 } .s1 { --c: #d55e00 } .s2 { --c: #009e73 } .s3 { --c: #cc79a7 } .s4 { --c: #8a6d00 }
  @media (prefers-color-scheme: dark) {
    svg { background: #0d1117; fill: #e6edf3 } .grid { stroke: #30363d }
    .s0 { --c: #56b4e9 } .s1 { --c: #ff8c42 } .s2 { --c: #2fd6a3 } .s3 { --c: #f0a0cd } .s4 { --c: #f0e442 }
  }`

export function pictureOf(sections: readonly Section[]): string {
  const [width, height] = [2 * (WIDTH + GAP) + 16, TOP + Math.ceil(sections.length / 2) * (HEIGHT + GAP)]
  const panels = sections.map((section, index) => {
    const [x, y] = [LEFT + (index % 2) * (WIDTH + GAP), TOP + Math.floor(index / 2) * (HEIGHT + GAP)]
    return `<g transform="translate(${x} ${y})">${panelOf(section)}</g>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img">
<title>What a message and a page cost as the work grows</title>
<style>${STYLE}
</style>
${[...LINES.map(legendOf), ...panels].join('\n')}
</svg>
`
}

function legendOf({ title }: Line, index: number): string {
  const [x, y] = [LEFT + (index % 3) * 270, 22 + Math.floor(index / 3) * 22]
  return `<g class="s${index}"><path class="line" d="M${x} ${y - 4}h24"/><text x="${x + 32}" y="${y}">${title}</text></g>`
}

function panelOf({ name, steps }: Section): string {
  const sizes = steps.map(({ size }) => size)
  const [first, last] = [Math.log10(least(sizes)), Math.log10(Math.max(...sizes, 10))]
  // Nothing at all has no logarithm: it stands a step before the first.
  const start = sizes.includes(0) ? first - 1 : first
  const xOf = (size: number) =>
    size === 0 ? 0 : ((Math.log10(size) - start) / Math.max(1e-9, last - start)) * WIDTH
  const yOf = (us: number) => HEIGHT - (Math.log10(Math.max(1, us)) / (TICKS.length - 1)) * HEIGHT
  const grid = TICKS.map((tick, power) => {
    const y = round(yOf(10 ** power))
    return `<path class="grid" d="M0 ${y}h${WIDTH}"/><text x="-8" y="${y + 4}" text-anchor="end">${tick}</text>`
  })
  const labels = sizes.map(
    (size) => `<text x="${round(xOf(size))}" y="${HEIGHT + 20}" text-anchor="middle">${short(size)}</text>`,
  )
  const lines = LINES.map(({ us }, index) => {
    const points = steps.flatMap((step): [number, number][] => {
      const value = us(step)
      return value === undefined ? [] : [[round(xOf(step.size)), round(yOf(value))]]
    })
    const dots = points.map(([x, y]) => `<circle class="dot" cx="${x}" cy="${y}" r="3.5"/>`)
    return `<g class="s${index}"><polyline class="line" points="${points.join(' ')}"/>${dots.join('')}</g>`
  })
  const title = `<text class="title" x="0" y="-12">${TITLES[name]}</text>`
  return [title, ...grid, ...labels, ...lines].join('\n')
}

const least = (sizes: readonly number[]) => Math.min(...sizes.filter((size) => size > 0))
const round = (value: number) => Math.round(value * 10) / 10
const short = (size: number) => new Intl.NumberFormat('en', { notation: 'compact' }).format(size)
