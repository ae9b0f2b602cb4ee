/** The steps of time that messages are counted in. */
export type Step = {
  readonly minutes: number
  /** Undefined: as long as the message log. */
  readonly keepDays?: number
  /** By rule as well; the others need not read what they do not show. */
  readonly byRule?: true
}

export const MINUTE_MS = 60_000
export const DAY_MS = 24 * 60 * MINUTE_MS

/** Each is read for one chart or table, so that none of them reads many rows. */
export const STEPS: readonly Step[] = [
  { minutes: 1, keepDays: 1 },
  { minutes: 10, keepDays: 7 },
  { minutes: 60 },
  { minutes: 24 * 60, byRule: true },
]

/** Where the step begins that the moment is in. */
export const stepStart = (ms: number, minutes: number): number => ms - (ms % (minutes * MINUTE_MS))

/** Before this moment the step is not kept. */
export const keptFrom = ({ keepDays }: Step, now: number, logDays: number): number =>
  now - Math.min(keepDays ?? logDays, logDays) * DAY_MS

/** A moment as MySQL reads it. */
export const dateTime = (ms: number): string => new Date(ms).toISOString().replace('T', ' ').slice(0, -1)
