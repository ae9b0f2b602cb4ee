import { html } from 'hono/html'
import { isDatabaseAway } from '../db/health.ts'
import type { Say } from './language.ts'
import type { Html } from './layout.ts'

/** Undefined while MySQL is away: the rest of a page may be just what is wanted then. */
export async function unlessAway<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if (isDatabaseAway(error)) return undefined
    throw error
  }
}

export const awayText = (say: Say): string =>
  say('MySQL 没有及时回答，请稍后再试。', 'MySQL does not answer in time; try again in a while.')

export const away = (say: Say): Html => html`<p role="alert">${awayText(say)}</p>`
