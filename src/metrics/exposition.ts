/** Metrics that are read, all at a scrape, from numbers that others keep. */
import type { Metric, Registry } from 'prom-client'

/** The values of the labels, in their order, and the value. */
export type Sample = readonly [labels: readonly string[], value: number]
type Add = (name: string, help: string, labels: readonly string[], read: () => readonly Sample[]) => void
/** Of one account: how many within each bound and above the one before it, the last beyond all, and their sum in seconds. */
export type Times = { readonly account: string; readonly counts: readonly number[]; readonly sum: number }

export type Exposition = {
  readonly counter: Add
  readonly gauge: Add
  histogram(name: string, help: string, bounds: readonly number[], read: () => readonly Times[]): void
  /** prom-client is loaded for the first scrape: not every server has one, and a start waits for nothing that it needs not. */
  registry(): Promise<Registry>
}

export function createExposition(): Exposition {
  const metrics: Metric[] = []
  let made: Promise<Registry> | undefined
  const add =
    (type: 'counter' | 'gauge'): Add =>
    (name, help, labelNames, read) => {
      const values = () => read().map(([labels, value]) => ({ labels: named(labelNames, labels), value }))
      metrics.push(readOnly({ name, help, type }, values))
    }
  return {
    counter: add('counter'),
    gauge: add('gauge'),
    histogram(name, help, bounds, read) {
      const values = () => read().flatMap((times) => linesOf(name, bounds, times))
      metrics.push(readOnly({ name, help, type: 'histogram' }, values))
    },
    registry: () => (made ??= registryOf(metrics)),
  }
}

async function registryOf(metrics: readonly Metric[]): Promise<Registry> {
  const { Registry } = await import('prom-client')
  const registry = new Registry()
  for (const metric of metrics) registry.registerMetric(metric)
  return registry
}

const named = (names: readonly string[], values: readonly string[]) =>
  Object.fromEntries(names.map((name, at) => [name, values[at] ?? '']))

function linesOf(name: string, bounds: readonly number[], { account, counts, sum }: Times) {
  let count = 0
  const buckets = counts.map((more, at) => {
    count += more
    const le = at < bounds.length ? String(bounds[at]) : '+Inf'
    return { metricName: `${name}_bucket`, labels: { account, le }, value: count }
  })
  const labels = { account }
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: count },
  ]
}

type About = {
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'gauge' | 'histogram'
}

/** prom-client's own metrics keep numbers of their own; a registry asks a metric for its name and these alone. */
const readOnly = (about: About, values: () => object[]): Metric =>
  ({ ...about, get: async () => ({ ...about, values: values() }) }) as unknown as Metric
