/** Whether MySQL answers, known before a message has to find out. */
import { startPulse } from './pulse.ts'

export type Health = {
  isHealthy(): boolean
  /** Calls `act` whenever MySQL stops answering; what it returns ends that. */
  onTrouble(act: () => void): () => void
}

export type Heartbeat = Health & {
  /** Before, MySQL is taken for healthy. */
  start(): void
  stop(): void
}

/** One server or two: healthy when all of them are. */
export function createHeartbeat(urls: readonly string[]): Heartbeat {
  const away = new Set<string>()
  const listeners = new Set<() => void>()
  let stops: (() => void)[] = []
  const report = (url: string, isAlive: boolean) => {
    const wasHealthy = away.size === 0
    if (isAlive) away.delete(url)
    else away.add(url)
    if (wasHealthy && !isAlive) for (const act of [...listeners]) act()
  }
  return {
    isHealthy: () => away.size === 0,
    onTrouble(act) {
      const listener = () => act() // the same function may be given twice
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    start() {
      if (stops.length === 0) stops = urls.map((url) => startPulse(url, (isAlive) => report(url, isAlive)))
    },
    stop() {
      for (const stop of stops) stop()
    },
  }
}
