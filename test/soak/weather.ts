/** When something was broken on purpose: only then, and shortly afterwards, may a fan read that we are busy. */
export type Weather = {
  /** Breaks something until `work` is done. */
  during(name: string, work: () => Promise<void>): Promise<void>
  isCalm(from: number, until: number): boolean
  /** Some first deliveries are given up early while this is so. */
  isHangingUp: boolean
  readonly storms: readonly Storm[]
}
type Storm = { readonly name: string; readonly from: number; readonly until: number }

/** MySQL is taken for healthy again, pools are filled, and what was begun in the storm is over. */
const AFTERMATH_MS = 6_000

export function createWeather(): Weather {
  const storms: (Storm & { until: number })[] = []
  return {
    isHangingUp: false,
    storms,
    async during(name, work) {
      const storm = { name, from: Date.now(), until: Infinity }
      storms.push(storm)
      await work()
      storm.until = Date.now() + AFTERMATH_MS
    },
    isCalm: (from, until) => !storms.some((storm) => from < storm.until && until > storm.from),
  }
}
