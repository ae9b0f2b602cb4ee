import type { Exposition } from './exposition.ts'

/** prom-client's own figures of the process watch the loop and the collector all the time; these cost nothing between scrapes. */
export function addProcess({ counter, gauge }: Pick<Exposition, 'counter' | 'gauge'>): void {
  const started = Date.now() / 1000 - process.uptime()
  gauge('process_start_time_seconds', 'When the process started, since 1970', [], () => [[[], started]])
  counter('process_cpu_seconds_total', 'CPU that the process has used', [], () => {
    const { user, system } = process.cpuUsage()
    return [[[], (user + system) / 1e6]]
  })
  gauge('process_resident_memory_bytes', 'Memory of the process', [], () => [[[], process.memoryUsage.rss()]])
  counter('yingda_event_loop_busy_seconds_total', 'How long the event loop has not been idle', [], () => [
    [[], performance.eventLoopUtilization().active / 1000],
  ])
}
