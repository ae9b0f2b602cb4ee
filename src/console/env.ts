import type { Context } from 'hono'
import type { Say } from './language.ts'

/** What every page finds in its context. */
export type Env = { Variables: { say: Say; session: string } }
export type PageContext = Context<Env>
