import { html } from 'hono/html'
import type { Html } from './layout.ts'

/** A moment; `times.js` writes it in the reader's own zone. */
export const timeOf = (at: Date): Html =>
  html`<time datetime="${at.toISOString()}">${at.toISOString().slice(0, 19).replace('T', ' ')} UTC</time>`

/** The first moment of a day such as `2026-11-24` in a zone so many minutes east of UTC. */
export function startOfDay(day: string, zone: number, daysLater = 0): Date {
  const start = Date.parse(`${day}T00:00:00Z`)
  return new Date(start + (daysLater * 24 * 60 - zone) * 60_000)
}
