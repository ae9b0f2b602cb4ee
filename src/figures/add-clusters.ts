import { and, inArray, ne, sql, type SQL } from 'drizzle-orm'
import type { Transaction } from '../db/connect.ts'
import { clusters } from '../db/figure-tables.ts'
import { messages } from '../db/tables.ts'
import { clusterKey, digestOf, maskOf } from './mask.ts'
import { dateTime } from './steps.ts'
import { merged, wordingsIn, type Wording } from './wordings.ts'

/** What fans asked and no rule answered; `invalid` and `missing` were understood by one. */
const UNANSWERED = ['unmatched', 'suggestion']
const HEARD_LENGTH = 200

type Asked = { readonly id: number; readonly account: string; readonly heard: string; readonly at: Date }
type Cluster = {
  readonly account: string
  readonly mask: string
  n: number
  firstAt: number
  lastAt: number
  /** Newest first. */
  wordings: readonly Wording[]
}

/** Adds what no rule answered in that range to its clusters. */
export async function addClusters(tx: Transaction, range: SQL | undefined): Promise<void> {
  const asked = await tx
    .select({
      id: messages.id,
      account: messages.account,
      heard: sql<string>`LEFT(${messages.heard}, ${sql.raw(String(HEARD_LENGTH))})`,
      at: messages.at,
    })
    .from(messages)
    .where(and(range, inArray(messages.outcome, UNANSWERED), ne(messages.heard, '')))
    .orderBy(messages.id)
  const found = clustersOf(asked)
  if (found.size === 0) return
  for (const { key, wordings } of await known(tx, [...found.keys()])) {
    const cluster = found.get(key)
    if (cluster) cluster.wordings = merged(cluster.wordings, wordingsIn(wordings))
  }
  await put(tx, found)
}

function clustersOf(asked: readonly Asked[]): Map<string, Cluster> {
  const found = new Map<string, Cluster>()
  for (const { id, account, heard, at } of asked) {
    const mask = maskOf(heard)
    const key = clusterKey(account, mask)
    const time = at.getTime()
    const cluster = found.get(key) ?? { account, mask, n: 0, firstAt: time, lastAt: time, wordings: [] }
    cluster.n++
    cluster.firstAt = Math.min(cluster.firstAt, time)
    cluster.lastAt = Math.max(cluster.lastAt, time)
    cluster.wordings = merged([[id, digestOf(heard, 8)]], cluster.wordings)
    found.set(key, cluster)
  }
  return found
}

const known = (tx: Transaction, keys: readonly string[]) =>
  tx
    .select({ key: clusters.key, wordings: clusters.wordings })
    .from(clusters)
    .where(sql`${clusters.key} IN (${sql.param(keys)})`)

async function put(tx: Transaction, found: ReadonlyMap<string, Cluster>): Promise<void> {
  const rows = Array.from(found, ([key, { account, mask, n, firstAt, lastAt, wordings }]) => [
    ...[key, account, mask, n],
    ...[dateTime(firstAt), dateTime(lastAt), JSON.stringify(wordings)],
  ])
  await tx.execute(sql`INSERT IGNORE INTO ${clusters}
    (${sql.identifier('key')}, account, mask, n, first_at, last_at, wordings) VALUES ${sql.param(rows)}
    ON DUPLICATE KEY UPDATE n = n + VALUES(n), wordings = VALUES(wordings),
    first_at = LEAST(first_at, VALUES(first_at)), last_at = GREATEST(last_at, VALUES(last_at))`)
}
