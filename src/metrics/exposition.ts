/** A registry whose metrics are read, all at a scrape, from numbers that others keep. */
import { Counter, Gauge, Registry, type Metric } from 'prom-client'

/** The values of the labels, in their order, and the value. */
export type Sample = readonly [labels: readonly string[], value: number]
type Add = (name: string, help: string, labels: readonly string[], read: () => readonly Sample[]) => void
/** Of one account: how many within each bound and above the one before it, the last beyond all, and their sum in seconds. */
export type Times = { readonly account: string; readonly counts: readonly number[]; readonly sum: number }

export type Exposition = {
  readonly registry: Registry
  readonly counter: Add
  readonly gauge: Add
  histogram(name: string, help: string, bounds: readonly number[], read: () => readonly Times[]): void
}

export function createExposition(): Exposition {
  const registry = new Registry()
  const registers = [registry]
  return {
    registry,
    counter(name, help, labelNames, read) {
      const metric: Counter = new Counter({
        ...{ name, help, labelNames, registers },
        collect() {
          metric.reset()
          for (const [labels, value] of read()) metric.inc(named(labelNames, labels), value)
        },
      })
    },
    gauge(name, help, labelNames, read) {
      const metric: Gauge = new Gauge({
        ...{ name, help, labelNames, registers },
        collect() {
          metric.reset()
          for (const [labels, value] of read()) metric.set(named(labelNames, labels), value)
        },
      })
    },
    histogram(name, help, bounds, read) {
      const values = () => read().flatMap((times) => linesOf(name, bounds, times))
      registry.registerMetric(readOnly({ name, help, type: 'histogram', aggregator: 'sum' }, values))
    },
  }
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

/** prom-client's own Histogram can only observe one value after another; a registry asks a metric for its name and these alone. */
function readOnly(
  about: { readonly name: string; readonly [more: string]: string },
  values: () => object[],
): Metric {
  return { ...about, get: async () => ({ ...about, values: values() }) } as unknown as Metric
}
