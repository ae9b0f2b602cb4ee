/** The rows of a mode in turn, again and again, so that whatever else the machine does falls on all of them alike. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabase, settled, type BenchDatabase } from './database.ts'
import { ACCOUNTS, MODES, type Entry } from './entries.ts'
import { steady, type Steady } from './load/steady.ts'
import { check, measure, unlike, type Bench, type Measured } from './measure.ts'
import type { Options } from './options.ts'
import { hottest } from './profile.ts'
import { startServer, type Server } from './servers.ts'
import { summarise, type Summary } from './summary.ts'

type Place = { readonly folder: string; readonly database: BenchDatabase; readonly flags?: readonly string[] }
type Running = { readonly bench: Bench; readonly serverOf: (entry: Entry) => Server; stop(): Promise<void> }

/** A second of the fastest that was ever seen, before it is known what a server does. */
const FIRST_PER_SECOND = 25_000
const SPARE = 1.5
/** A server that was cold may have been slow, and a round for which the requests do not suffice is done again. */
const LEAST_PER_SECOND = 12_000

/** One mode after the other: ours counts what is in the message log, and a second one beside it would not leave it alone. */
export async function measureAll(
  place: Place,
  entries: readonly Entry[],
  options: Options,
): Promise<Summary[]> {
  const summaries: Summary[] = []
  for (const mode of MODES) {
    const rows = entries.filter((entry) => entry.mode === mode)
    if (rows.length > 0) summaries.push(...(await measureMode(place, rows, options)))
  }
  return summaries
}

async function measureMode(place: Place, entries: readonly Entry[], options: Options): Promise<Summary[]> {
  const { bench, serverOf, stop } = await startAll(place, entries)
  try {
    const rows = entries.map((entry) => ({
      entry,
      rounds: [] as Measured[],
      steady: [] as Steady[],
      problems: [] as string[],
    }))
    const speeds = new Map<Entry, number>()
    for (const row of rows) {
      const warm = await warmUp(bench, row.entry, serverOf(row.entry), options)
      row.problems.push(...warm.problems)
      speeds.set(row.entry, warm.perSecond)
    }
    for (let round = 1; round <= options.rounds; round++) {
      for (const { entry, rounds } of rows) {
        const count = countFor(speeds.get(entry), options.seconds)
        const measured = await measure(bench, {
          ...{ entry, server: serverOf(entry), seconds: options.seconds, count },
        })
        speeds.set(entry, Math.max(speeds.get(entry) ?? 0, measured.perSecond))
        rounds.push(measured)
        tell(`round ${round}: ${entry.title}, ${entry.mode}: ${Math.round(measured.perSecond)}/s`)
      }
      for (const { entry, steady } of rows) {
        if (entry.isCompared || (!options.isQuick && !entry.isHot))
          steady.push(await askSteadily(bench, entry, serverOf(entry), options))
      }
    }
    return rows.map((row) => summarise(row, rows))
  } finally {
    await stop()
  }
}

const countFor = (perSecond = FIRST_PER_SECOND, seconds: number) =>
  Math.ceil(Math.max(perSecond, LEAST_PER_SECOND) * seconds * SPARE)

async function warmUp(
  bench: Bench,
  entry: Entry,
  server: Server,
  { warmSeconds }: Options,
): Promise<Measured> {
  const measured = await measure(bench, {
    ...{ entry, server, seconds: warmSeconds, count: FIRST_PER_SECOND * warmSeconds },
  })
  tell(`warm: ${entry.title}, ${entry.mode}`)
  return measured
}

async function askSteadily(bench: Bench, entry: Entry, server: Server, options: Options): Promise<Steady> {
  const result = await steady(ACCOUNTS[entry.mode], {
    ...{ port: server.port, seconds: options.steadySeconds },
    check: (status, body) => check(entry, status, body),
  })
  const rows = server.said && (await settled(bench.database, bench.said)).rows
  tell(`1,000/s: ${entry.title}, ${entry.mode}: p99 ${result.p99.toFixed(2)} ms`)
  const missing = rows === undefined ? [] : unlike(bench.said(), rows)
  return { ...result, problems: [...result.problems, ...missing] }
}

/** One server at a time with V8's profiler on. */
export async function profileAll(folder: string, entries: readonly Entry[], options: Options): Promise<void> {
  const database = await openDatabase(folder)
  try {
    for (const [index, entry] of entries.entries()) {
      const profiles = join(folder, `profiles-${index}`)
      const flags = ['--cpu-prof', `--cpu-prof-dir=${profiles}`, '--cpu-prof-interval=250']
      const { bench, serverOf, stop } = await startAll({ folder, database, flags }, [entry])
      let measured: Measured
      try {
        const { perSecond } = await warmUp(bench, entry, serverOf(entry), options)
        const count = countFor(perSecond, options.seconds)
        measured = await measure(bench, {
          ...{ entry, server: serverOf(entry), seconds: options.seconds, count },
        })
      } finally {
        await stop()
      }
      const [file = ''] = readdirSync(profiles)
      const { messages, cpu } = measured
      process.stdout.write(
        `\n${entry.title}, ${entry.mode}: ${messages} messages, ${cpu.toFixed(0)} µs CPU each with the profiler on\n` +
          `${hottest(join(profiles, file), measured)}\n`,
      )
    }
  } finally {
    await database.stop()
  }
}

async function startAll(
  { folder, database, flags = [] }: Place,
  entries: readonly Entry[],
): Promise<Running> {
  const keyOf = ({ server, mode }: Entry) => `${server} ${mode}`
  const wanted = new Map(entries.map((entry) => [keyOf(entry), entry]))
  const { rows } = await database.logged()
  const servers = new Map<string, Server>()
  const stop = async () => void (await Promise.all([...servers.values()].map((server) => server.stop())))
  try {
    for (const [key, entry] of wanted) {
      const place = { folder: join(folder, key.replace(' ', '-')), databaseUrl: database.url, flags }
      servers.set(key, await startServer(entry, place))
    }
  } catch (error) {
    await stop()
    throw error
  }
  const said = () => [...servers.values()].reduce((sum, server) => sum + (server.said?.() ?? 0), rows)
  return {
    bench: { folder, database, said },
    serverOf(entry) {
      const server = servers.get(keyOf(entry))
      if (!server) throw new Error(`${keyOf(entry)} does not run`)
      return server
    },
    stop,
  }
}

const tell = (line: string): void => void process.stderr.write(`${line}\n`)
