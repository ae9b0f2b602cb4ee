/** One size: our server as `npm start` runs it, what a message costs, and how long each page takes. */
import { join } from 'node:path'
import { ENTRIES } from '../entries.ts'
import type { PartOf } from '../load/questions.ts'
import { CONNECTIONS } from '../load/wrk.ts'
import { measure, type Measured } from '../measure.ts'
import { startServer, type Server } from '../servers.ts'
import { median, summarise, type Summary } from '../summary.ts'
import type { Options } from './options.ts'
import { timePages, type Pages } from './pages.ts'
import type { Place } from './place.ts'
import { quiet } from './quiet.ts'

export type Step = {
  readonly size: number
  readonly summary: Summary
  /** Microseconds of MariaDB a message. */
  readonly databaseCpu: number
  /** From the command until it listens. */
  readonly startSeconds: number
  /** The very first time, when nothing has been compiled before; where it was tried. */
  readonly firstStartSeconds: number | undefined
  readonly fillSeconds: number | undefined
  readonly pages: Pages | undefined
}
type Wanted = {
  readonly size: number
  readonly place: Place
  readonly options: Options
  readonly partOf?: PartOf
  readonly connections?: number
  readonly settings?: Readonly<Record<string, string>>
  readonly fillSeconds?: number
  readonly hasPages?: boolean
  /** Its files are new to tsx, which keeps what it has compiled. */
  readonly isNew?: boolean
}

/** Ten thousand rule files take their time. */
const START_LIMIT_MS = 600_000
const FIRST_PER_SECOND = 25_000
const SPARE = 1.5
/** A server that was cold may have been slow. */
const LEAST_PER_SECOND = 12_000

export async function measureStep(wanted: Wanted): Promise<Step> {
  const { size, place, options, fillSeconds, hasPages = true } = wanted
  await quiet(place.pid)
  const first = wanted.isNew ? await startedIn(wanted) : undefined
  await first?.server.stop()
  const { server, seconds } = await startedIn(wanted)
  try {
    const rounds = await allRounds(server, wanted)
    const summary = summarise({ entry: YINGDA, rounds, steady: [], problems: [] }, [])
    tell(size, `${summary.perSecond.toFixed(0)}/s, ${summary.cpu.toFixed(0)} µs, ${options.rounds} rounds`)
    return {
      ...{ size, summary, startSeconds: seconds, firstStartSeconds: first?.seconds, fillSeconds },
      databaseCpu: median(rounds.map((one) => one.databaseCpu)),
      pages: hasPages ? await timePages(server.console ?? '') : undefined,
    }
  } finally {
    await server.stop()
  }
}

async function startedIn({ size, place, settings = {} }: Wanted) {
  const start = performance.now()
  const server = await startServer(YINGDA, {
    ...{ folder: join(place.folder, `server-${size}`), databaseUrl: place.database.url },
    ...{ settings, startLimitMs: START_LIMIT_MS },
  })
  return { server, seconds: (performance.now() - start) / 1000 }
}

/** The first one, which warms up, does not count; a cold server may not answer a thousand at once within it. */
async function allRounds(
  server: Server,
  { place, options, partOf, connections }: Wanted,
): Promise<Measured[]> {
  const { rows } = await place.database.logged()
  const bench = { ...place, said: () => rows + (server.said?.() ?? 0) }
  const rounds: Measured[] = []
  for (let round = 0, perSecond = FIRST_PER_SECOND; round <= options.rounds; round++) {
    const seconds = round === 0 ? options.warmSeconds : options.seconds
    const measured = await measure(bench, {
      ...{ entry: YINGDA, server, seconds, count: Math.ceil(perSecond * seconds * SPARE) },
      ...(partOf && { partOf }),
      ...(connections && { connections: round > 0 ? connections : Math.min(connections, CONNECTIONS) }),
    })
    if (round > 0) rounds.push(measured)
    perSecond = Math.max(LEAST_PER_SECOND, measured.perSecond)
  }
  return rounds
}

const YINGDA = entryOfYingda()
function entryOfYingda() {
  const entry = ENTRIES.find(({ name, mode }) => name === 'yingda' && mode === 'plaintext')
  if (!entry) throw new Error('the bench has no entry for our server')
  return entry
}

const tell = (size: number, line: string): void =>
  void process.stderr.write(`${size.toLocaleString('en')}: ${line}\n`)
