/** What fans ask that no rule answers: the most asked first, and for each a rule file to begin with. */
import { Hono } from 'hono'
import { html } from 'hono/html'
import { z } from 'zod'
import type { Accounts } from '../../accounts.ts'
import type { WriteDb } from '../../db/connect.ts'
import { clusterOf, findClusters } from '../../figures/find-clusters.ts'
import type { LiveRulebook } from '../../rulebook/live.ts'
import type { Table } from '../../scaffold/table.ts'
import type { Env } from '../env.ts'
import { page } from '../layout.ts'
import { accountLinks, clusterTable, olderLink, type Wanted } from '../unanswered/list.ts'
import { draftOf } from '../unanswered/draft-of.ts'
import { draftView, whatIsKnown } from '../unanswered/one.ts'

export type UnansweredDeps = {
  readonly write: WriteDb
  readonly rules: LiveRulebook
  readonly accounts: Pick<Accounts, 'names'>
  /** Of drizzle/schema.ts. */
  readonly tables: readonly Table[]
}

const PAGE = 50

const wanted: z.ZodType<Wanted> = z.object({
  account: z.string().max(64).optional().catch(undefined),
  /** How often the last one was asked, and its number. */
  after: z
    .string()
    .regex(/^\d{1,15}\.\d{1,15}$/)
    .optional()
    .catch(undefined),
})

export function unansweredPages({ write, rules, accounts, tables }: UnansweredDeps): Hono<Env> {
  const app = new Hono<Env>()

  app.get('/', async (c) => {
    const say = c.get('say')
    const { account, after } = wanted.parse(c.req.query())
    const [n, id] = (after ?? '').split('.').map(Number)
    const before = n !== undefined && id !== undefined ? { n, id } : undefined
    const wish = { account: account || undefined, before, limit: PAGE }
    const clusters = await findClusters(write, wish)
    const names = accounts.names()
    const isMixed = new Set([...names, ...clusters.map((cluster) => cluster.account)]).size > 1
    const body = html`${names.length > 1 ? accountLinks(say, names, account) : ''}
    ${clusterTable(say, clusters, rules.current(), isMixed)}
    ${clusters.length === PAGE ? olderLink(say, account, clusters.at(-1)) : ''}`
    return page(c, { title: say('没答上的', 'Unanswered'), body })
  })

  app.get('/:id{[0-9]{1,15}}', async (c) => {
    const say = c.get('say')
    const cluster = await clusterOf(write, Number(c.req.param('id')))
    if (!cluster) return c.notFound()
    const drafted = await draftOf(cluster, { write, rules, tables })
    const body = html`${whatIsKnown(say, cluster, rules.current())} ${draftView(say, cluster, drafted)}`
    return page(c, {
      title: say(`没答上的：${cluster.mask}`, `Unanswered: ${cluster.mask}`),
      body,
      scripts: ['copy.js'],
    })
  })
  return app
}
