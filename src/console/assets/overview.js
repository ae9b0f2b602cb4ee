// @ts-check
// Draws the charts of the overview.
;(() => {
  const REFRESH_MS = 30_000
  const HEIGHT = 180
  const language = document.documentElement.lang

  /** @typedef {{ label: string, values: (number | null)[] }} Line */
  /** @typedef {{ id: string, unit: string, lines: Line[] }} Chart */
  /** @typedef {{ at: number[], timeLabel: string, charts: Chart[] }} Series */

  const area = /** @type {HTMLElement | null} */ (document.querySelector('[data-series]'))
  /** @type {Map<Element, uPlot>} */
  const drawn = new Map()
  /** @type {Series | undefined} */
  let series

  const clock = /** @type {const} */ ({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const day = /** @type {const} */ ({ month: 'numeric', day: 'numeric' })

  /** @param {number} seconds @param {boolean} withDay */
  function timeText(seconds, withDay) {
    const at = new Date(seconds * 1000)
    const isMidnight = at.getHours() === 0 && at.getMinutes() === 0
    if (isMidnight && !withDay) return at.toLocaleDateString(language, day)
    return at.toLocaleString(language, withDay ? { ...day, ...clock } : clock)
  }

  /** @param {string} name */
  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()

  /** Places of the values without a neighbour, which no line shows. @param {Line} line */
  const lone = ({ values }) =>
    [...values.keys()].filter(
      (at) => values[at] !== null && (values[at - 1] ?? null) === null && (values[at + 1] ?? null) === null,
    )

  /** @param {Chart} chart @param {Series} all @param {number} width @returns {uPlot.Options} */
  function optionsOf({ unit, lines }, { timeLabel }, width) {
    const axis = {
      stroke: color('--pico-muted-color'),
      grid: { stroke: color('--pico-muted-border-color'), width: 1 },
    }
    /** Times differ by thousands, so their scale is logarithmic, with a place for 0. */
    const scale = unit === 'ms' ? /** @type {const} */ ({ distr: 4, asinh: 1 }) : {}
    const filter = (/** @type {uPlot} */ _, /** @type {number[]} */ splits) =>
      splits.map((split) =>
        unit !== 'ms' || split === 0 || Number.isInteger(Math.log10(split)) ? split : null,
      )
    const most = (/** @type {number} */ value) => (unit === '%' ? 100 : value > 0 ? value * 1.1 : 1)
    return {
      width,
      height: HEIGHT,
      scales: { y: { ...scale, range: (_, __, max) => [0, most(max)] } },
      axes: [
        { ...axis, values: (_, splits) => splits.map((split) => timeText(split, false)) },
        {
          ...axis,
          filter,
          grid: { ...axis.grid, filter },
          ticks: { ...axis.grid, filter },
          size: 60,
          values: (_, splits) => splits.map((split) => split?.toLocaleString(language) ?? ''),
        },
      ],
      series: [
        { label: timeLabel, value: (_, at) => (at === null ? '—' : timeText(at, true)) },
        ...lines.map((line, index) => ({
          label: line.label,
          stroke: color(`--line-${index + 1}`),
          width: 2,
          points: { show: false, size: 6, fill: color(`--line-${index + 1}`), filter: () => lone(line) },
          value: (/** @type {uPlot} */ _, /** @type {number | null} */ value) =>
            value === null ? '—' : `${value.toLocaleString(language)} ${unit}`.trim(),
        })),
      ],
    }
  }

  function draw() {
    if (!area || !series) return
    for (const chart of series.charts) {
      const place = /** @type {HTMLElement | null} */ (area.querySelector(`[data-chart="${chart.id}"]`))
      if (!place) continue
      drawn.get(place)?.destroy()
      const data = /** @type {uPlot.AlignedData} */ ([series.at, ...chart.lines.map(({ values }) => values)])
      drawn.set(place, new uPlot(optionsOf(chart, series, place.clientWidth), data, place))
    }
  }

  async function load() {
    const address = area?.dataset['series']
    if (!address || document.hidden) return
    const response = await fetch(address)
    if (!response.ok || response.redirected) return
    series = await response.json()
    draw()
  }

  if (!area) return
  const resized = new ResizeObserver(() => {
    for (const [place, plot] of drawn)
      if (plot.width !== place.clientWidth) plot.setSize({ width: place.clientWidth, height: HEIGHT })
  })
  resized.observe(area)
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw)
  document.addEventListener('visibilitychange', () => void load().catch(() => {}))
  setInterval(() => void load().catch(() => {}), REFRESH_MS)
  void load()
})()
