/** One round of one row: what it did, what it cost, and whether every reply and every row was right. */
import { join } from 'node:path'
import { settled, type BenchDatabase, type Logged } from './database.ts'
import { ACCOUNTS, type Entry } from './entries.ts'
import { hotPart, manyParts, type PartOf } from './load/questions.ts'
import { checkReplies, wrongIn } from './load/replies.ts'
import { writeRequests } from './load/requests.ts'
import { CONNECTIONS, wrk, type Round } from './load/wrk.ts'
import { cpuOf, rssMegabytesOf } from './process-figures.ts'
import type { Server } from './servers.ts'

export type Measured = {
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
  /** Microseconds of the server a message, its log written to the end. */
  readonly cpu: number
  /** Microseconds of the load generator a message. */
  readonly loadCpu: number
  /** Microseconds of MariaDB a message; NaN where it is not known which process that is. */
  readonly databaseCpu: number
  /** How much of its processor the server had. */
  readonly busy: number
  readonly rss: number
  readonly messages: number
  readonly looked: number
  readonly rows: number | undefined
  readonly problems: readonly string[]
  /** When the round began and ended, by the clock that V8's profiles go by. */
  readonly from: number
  readonly to: number
}

export type Bench = {
  readonly folder: string
  readonly database: BenchDatabase
  /** Of MariaDB. */
  readonly pid?: number
  /** Rows that there must be by what our servers have told. */
  readonly said: () => number
}
type How = {
  readonly entry: Entry
  readonly server: Server
  readonly seconds: number
  readonly count: number
  readonly partOf?: PartOf
  readonly connections?: number
}

export async function measure(bench: Bench, how: How): Promise<Measured> {
  const { folder, database, said } = bench
  const { entry, server, seconds, count, connections = CONNECTIONS } = how
  const partOf = how.partOf ?? partsOf(entry)
  const files = { requests: join(folder, 'requests'), replies: join(folder, 'replies') }
  const account = ACCOUNTS[entry.mode]
  await writeRequests(files.requests, account, { port: server.port, partOf, count, seconds })
  const before = server.said ? await settled(database, said) : undefined
  const saidBefore = said()
  const cpuBefore = cpuOf(server.pid)
  const databaseUs = () => (bench.pid === undefined ? NaN : cpuOf(bench.pid))
  const databaseBefore = databaseUs()
  const from = microseconds()
  const round = await wrk(server.port, { seconds, connections }, files)
  const to = microseconds()
  const databaseCpu = (databaseUs() - databaseBefore) / round.requests
  const busy = ((cpuOf(server.pid) - cpuBefore) / round.us) * 100
  if (round.requests === 0) throw new Error(`${entry.title}, ${entry.mode}: not one answer in ${seconds} s`)
  if (round.again && entry.server !== 'bare') return measure(bench, { ...how, count: count * 2 })
  const after = before && (await settled(database, said))
  const cpu = (cpuOf(server.pid) - cpuBefore) / round.requests
  const { looked, problems } = checkReplies(files.replies, (status, body) =>
    check(entry, status, body, partOf),
  )
  return {
    ...{ perSecond: (round.requests / round.us) * 1e6, p50: round.p50 / 1000, p99: round.p99 / 1000 },
    ...{ cpu, databaseCpu, busy, from, to, looked },
    ...{ rss: rssMegabytesOf(server.pid), messages: round.requests },
    loadCpu: (round.cpu / round.requests) * 1e6,
    rows: before && after && after.rows - before.rows,
    problems: [
      ...faultsOf(round),
      ...problems,
      ...(before && after ? missing(round, before, after, said() - saidBefore) : []),
    ],
  }
}

const partsOf = ({ isHot }: Entry): PartOf => (isHot ? hotPart : manyParts)

export const check = (
  entry: Entry,
  status: number,
  body: Buffer,
  partOf = partsOf(entry),
): string | undefined =>
  entry.server === 'bare'
    ? status === 200 && body.toString() === 'success'
      ? undefined
      : 'not the constant answer'
    : wrongIn(ACCOUNTS[entry.mode], partOf, status, body)

const microseconds = (): number => Number(process.hrtime.bigint() / 1000n)

function faultsOf({ errors, refused }: Round): string[] {
  const all = [
    [errors, 'connections failed or timed out'],
    [refused, 'replies had a status over 399'],
  ] as const
  return all.flatMap(([count, what]) => (count > 0 ? [`${count} ${what}`] : []))
}

/** Messages that ours say they have answered, and rows of the message log. */
export const unlike = (said: number, rows: number): string[] =>
  rows === said ? [] : [`${said} messages answered by its own account, ${rows} rows in the message log`]

/** Those that were on their way when wrk left are told of when they are forgotten, up to a minute later: some are of rounds before. */
function missing({ requests, sent }: Round, before: Logged, after: Logged, said: number): string[] {
  const [rows, others] = [after.rows - before.rows, after.others - before.others]
  const read = rows - (after.unread - before.unread)
  return [
    ...unlike(said, rows),
    ...(read >= requests && read <= sent ? [] : [`${requests} to ${sent} messages sent, ${read} rows`]),
    ...(others === 0 ? [] : [`${others} rows tell of something else than an answer`]),
  ]
}
