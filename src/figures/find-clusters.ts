/** What fans ask that no rule answers: the most asked first. */
import { and, desc, eq, inArray, lt, or, type SQL } from 'drizzle-orm'
import type { WriteDb } from '../db/connect.ts'
import { clusters } from '../db/figure-tables.ts'
import { messages } from '../db/tables.ts'
import { wordingsIn } from './wordings.ts'

export type Cluster = {
  readonly id: number
  readonly account: string
  /** In lower case, with `#` for digits. */
  readonly mask: string
  readonly n: number
  readonly firstAt: Date
  readonly lastAt: Date
  /** As fans wrote it, the newest first; what is no longer in the message log is not there. */
  readonly wordings: readonly Said[]
}
export type Said = { readonly id: number; readonly text: string; readonly at: Date }

export type WantedClusters = {
  readonly account?: string | undefined
  /** Only what comes after this one: the way to the next page. */
  readonly before?: Pick<Cluster, 'n' | 'id'> | undefined
  readonly limit: number
}

/** Each with its newest wording alone. */
export async function findClusters(
  write: WriteDb,
  { account, before, limit }: WantedClusters,
): Promise<Cluster[]> {
  const after =
    before && or(lt(clusters.n, before.n), and(eq(clusters.n, before.n), lt(clusters.id, before.id)))
  const own = account === undefined ? undefined : eq(clusters.account, account)
  const rows = await select(write)
    .where(and(own, after))
    .orderBy(desc(clusters.n), desc(clusters.id))
    .limit(limit)
  return withWordings(write, rows, 1)
}

/** With up to twenty wordings. */
export async function clusterOf(write: WriteDb, id: number): Promise<Cluster | undefined> {
  const rows = await select(write).where(eq(clusters.id, id))
  return (await withWordings(write, rows, Infinity))[0]
}

const { id, account, mask, n, firstAt, lastAt, wordings } = clusters
const select = (write: WriteDb) =>
  write.select({ id, account, mask, n, firstAt, lastAt, wordings }).from(clusters)
type Row = Omit<Cluster, 'wordings'> & { readonly wordings: string }

async function withWordings(write: WriteDb, rows: readonly Row[], most: number): Promise<Cluster[]> {
  const wanted = rows.map((row) => ({
    ...row,
    ids: wordingsIn(row.wordings)
      .slice(0, most)
      .map(([message]) => message),
  }))
  const said = await saidIn(write, inArray(messages.id, [0, ...wanted.flatMap(({ ids }) => ids)]))
  return wanted.map(({ ids, ...row }) => ({ ...row, wordings: ids.flatMap((one) => said.get(one) ?? []) }))
}

async function saidIn(write: WriteDb, condition: SQL): Promise<Map<number, Said>> {
  const rows = await write
    .select({ id: messages.id, text: messages.text, at: messages.at })
    .from(messages)
    .where(condition)
  return new Map(rows.map((row) => [row.id, row]))
}
