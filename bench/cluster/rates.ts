/** How many messages one, two and three nodes answer, with the load of npm run bench, and what each costs. */
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ACCOUNTS } from '../entries.ts'
import { manyParts, parts } from '../load/questions.ts'
import { checkReplies, wrongIn } from '../load/replies.ts'
import { writeRequests } from '../load/requests.ts'
import { CONNECTIONS, wrk } from '../load/wrk.ts'
import { cpuOf } from '../process-figures.ts'
import { startServer, type Server } from '../servers.ts'
import type { Base } from './cluster.ts'
import { DATABASES } from './galera.ts'
import { startNginx } from './nginx.ts'
import type { Options } from './options.ts'

export type Rate = {
  readonly title: string
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
  /** Microseconds a message. */
  readonly cpu: Readonly<Record<'nodes' | 'nginx' | 'haproxy' | 'databases' | 'wrk', number>>
  readonly problems: readonly string[]
}

const EXPECTED_A_SECOND = 15_000
const SETTLE_LIMIT_MS = 20_000

export async function measureRates(base: Base, { rateSeconds, warmSeconds }: Options): Promise<Rate[]> {
  const servers: Server[] = []
  try {
    for (const [index, databaseUrl] of base.urlsOf('rate').entries()) {
      const where = { folder: join(base.folder, `rate-${index + 1}`), databaseUrl, cores: '0,1' }
      servers.push(await startServer({ server: 'yingda', mode: 'plaintext' }, where))
      if (index === 0) await fill(base) // it has made the tables
    }
    for (const { port } of servers) await round(base, port, warmSeconds)
    const how = { all: servers, seconds: rateSeconds }
    const rates = [await measure(base, servers.slice(0, 1), { ...how, title: '1, without nginx' })]
    for (const index of servers.keys()) rates.push(await behindNginx(base, servers.slice(0, index + 1), how))
    return rates
  } finally {
    await Promise.all(servers.map((server) => server.stop()))
  }
}

async function fill({ galera }: Base): Promise<void> {
  const rows = parts.map(({ code, workstation }) => `('${code}', '${workstation}')`)
  const statement = `INSERT IGNORE INTO parts (code, workstation) VALUES ${rows.join()}`
  await galera.nodes[0]?.sql(statement, DATABASES.rate)
}

async function behindNginx(base: Base, servers: readonly Server[], how: Load): Promise<Rate> {
  const ports = servers.map(({ port }) => port)
  const nginx = await startNginx(base.folder, `nginx-${ports.length}`, ports)
  try {
    return await measure(base, servers, { ...how, title: String(ports.length), nginx })
  } finally {
    await nginx.stop()
  }
}

/** With those that get no message now, whose rows may still be on their way. */
type Load = { readonly all: readonly Server[]; readonly seconds: number }
type How = Load & {
  readonly title: string
  readonly nginx?: { readonly port: number; pid(): number }
}

async function measure(
  base: Base,
  servers: readonly Server[],
  { all, title, seconds, nginx }: How,
): Promise<Rate> {
  const port = nginx?.port ?? servers[0]?.port ?? 0
  await settled(base, all)
  const before = { used: used(base, servers, nginx), rows: await rowsOf(base), said: saidBy(all) }
  const { result, problems } = await round(base, port, seconds)
  await settled(base, all)
  const after = used(base, servers, nginx)
  const perMessage = (who: keyof typeof after) => (after[who] - before.used[who]) / result.requests
  const [rows, said] = [(await rowsOf(base)) - before.rows, saidBy(all) - before.said]
  return {
    ...{
      title,
      perSecond: (result.requests / result.us) * 1e6,
      p50: result.p50 / 1000,
      p99: result.p99 / 1000,
    },
    cpu: {
      nodes: perMessage('nodes'),
      nginx: perMessage('nginx'),
      haproxy: perMessage('haproxy'),
      databases: perMessage('databases'),
      wrk: (result.cpu / result.requests) * 1e6,
    },
    problems: [
      ...problems,
      ...(result.errors + result.refused > 0 ? [`${result.errors} errors, ${result.refused} refused`] : []),
      ...(rows === said ? [] : [`${said} messages answered, ${rows} rows in the message log`]),
    ].map((problem) => `${title}: ${problem}`),
  }
}

async function round({ folder }: Base, port: number, seconds: number) {
  const files = { requests: join(folder, 'requests'), replies: join(folder, 'replies') }
  const count = EXPECTED_A_SECOND * seconds
  await writeRequests(files.requests, ACCOUNTS.plaintext, { port, partOf: manyParts, count, seconds })
  const result = await wrk(port, { seconds, connections: CONNECTIONS }, files)
  const { problems } = checkReplies(files.replies, (status, body) =>
    wrongIn(ACCOUNTS.plaintext, manyParts, status, body),
  )
  return { result, problems: [...problems, ...(result.again ? ['the requests did not suffice'] : [])] }
}

function used({ galera, haproxy }: Base, servers: readonly Server[], nginx: How['nginx']) {
  const sum = (pids: readonly number[]) => pids.reduce((all, pid) => all + cpuOf(pid), 0)
  return {
    nodes: sum(servers.map(({ pid }) => pid)),
    nginx: nginx ? cpuOf(nginx.pid()) : 0,
    haproxy: cpuOf(haproxy.pid),
    databases: sum(galera.nodes.map((node) => node.pid())),
  }
}

const saidBy = (servers: readonly Server[]): number =>
  servers.reduce((all, { said }) => all + (said?.() ?? 0), 0)

async function rowsOf({ galera }: Base): Promise<number> {
  const [row] =
    (await galera.nodes[0]?.sql('SELECT COUNT(*) AS n FROM yingda_messages', DATABASES.rate)) ?? []
  return Number(row?.['n'])
}

/** Until nothing is answered any more and each message has its row. */
async function settled(base: Base, servers: readonly Server[]): Promise<void> {
  const end = Date.now() + SETTLE_LIMIT_MS
  for (let before = -1; Date.now() < end;) {
    const now = saidBy(servers)
    if (now === before && (await rowsOf(base)) >= now) return
    before = now
    await sleep(300)
  }
}
