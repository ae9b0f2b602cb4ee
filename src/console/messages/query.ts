/** The search of the messages page, as its address has it. */
import { z } from 'zod'
import type { Place, Wanted } from '../../db/search-messages.ts'
import { startOfDay } from '../time.ts'

const day = z.iso.date().or(z.literal('')).default('').catch('')
const text = (longest: number) => z.string().trim().max(longest).default('').catch('')

export const querySchema = z.object({
  text: text(100),
  rule: text(190),
  outcome: text(16),
  fan: text(64),
  account: text(64),
  /** Days of the reader's own, as `2026-11-24`; `until` is the last one. */
  from: day,
  until: day,
  /** The reader's, in minutes east of UTC. */
  zone: z.coerce.number().int().min(-840).max(840).default(0).catch(0),
  /** Milliseconds and id of the row before which to look. */
  before: z
    .string()
    .regex(/^\d{1,15}\.\d{1,16}$/)
    .optional()
    .catch(undefined),
})
export type Query = z.infer<typeof querySchema>

export function wantedOf({ from, until, zone, before, ...rest }: Query): Wanted {
  return {
    ...rest,
    from: from === '' ? undefined : startOfDay(from, zone),
    until: until === '' ? undefined : startOfDay(until, zone, 1),
    before: before === undefined ? undefined : placeIn(before),
  }
}

function placeIn(before: string): Place {
  const [ms, id] = before.split('.').map(Number)
  return { at: new Date(ms ?? 0), id: id ?? 0 }
}

/** The same search from another place on; from the newest when none is given. */
export function queryOf(query: Query, place?: Place): string {
  const before = place && `${place.at.getTime()}.${place.id}`
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries({ ...query, before }))
    if (value !== '' && value !== undefined) parameters.set(name, String(value))
  return parameters.toString()
}
