/**
 * Two nodes on one MariaDB under mixed traffic, with something broken on purpose again and again. In the end every
 * message has got a text, every command was done as often as its fan was told, every message has its row, and memory is
 * flat; whatever is not so is a finding.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { createBalancer } from './balancer.ts'
import { createFans } from './fans.ts'
import { createFaults } from './faults.ts'
import { createFindings, seconds as since } from './findings.ts'
import { openHouse, type House } from './house.ts'
import { judgeEffects, judgeMemory, judgeRows } from './verdict.ts'
import { createWeather } from './weather.ts'

export type SoakReport = {
  readonly sent: number
  readonly findings: readonly string[]
  readonly summary: string
}

const FANS = 180
const HANG_UP_SHARE = 0.5
const HANG_UP_LIMIT_MS = 1_000

export async function soak(seconds: number, everySeconds: number): Promise<SoakReport> {
  const house = await openHouse()
  try {
    return await soakHouse(house, seconds, everySeconds)
  } finally {
    await house.stop()
  }
}

async function soakHouse(house: House, seconds: number, everySeconds: number): Promise<SoakReport> {
  const startedAt = Date.now()
  const findings = createFindings(startedAt)
  const weather = createWeather()
  const hangUpMs = () =>
    weather.isHangingUp && Math.random() < HANG_UP_SHARE
      ? 1 + Math.floor(Math.random() * HANG_UP_LIMIT_MS)
      : undefined
  const { send, told, moved } = createBalancer(house.nodes, hangUpMs)
  const counts = { tickets: 0, fetched: 0, busy: 0, apologies: 0, lost: 0 }
  const fans = createFans({ send, findings, weather, count: (what) => counts[what]++ })
  const faults = createFaults({ house, weather, burst: fans.burst })

  const lag = watchLag()
  const end = startedAt + seconds * 1_000
  const talking = fans.talk(FANS, seconds * 1_000)
  for (let turn = 0; ; turn++) {
    const next = startedAt + (turn + 1) * everySeconds * 1_000
    const fault = faults[turn % faults.length]
    if (!fault || next + everySeconds * 500 > end) break
    await sleep(Math.max(0, next - Date.now()))
    process.stdout.write(`  ${since(Date.now(), startedAt)}: ${fault.name}\n`)
    await weather.during(fault.name, fault.act)
  }
  await talking
  await settle(house)

  const lives = house.nodes.flatMap((node) => node.lives)
  for (const one of told) if (one.kind === 'fault') findings.add('not answered', one)
  const effects = await judgeEffects(house, fans.notes, told, findings)
  const { rows, killed, lost: missing, dropped } = await judgeRows(house, told, lives, findings)
  const memory = judgeMemory(lives, findings)
  judgeLogs(
    lives.flatMap(({ log }) => log),
    findings,
  )
  const starved = Math.round(100 * Math.max(...lives.map((life) => life.starved)))
  const again = told.filter(({ tries }) => tries.length > 1).length
  const held = told.filter(({ tries }) => tries.some(({ kind }) => kind === 'timeout')).length
  const { tickets, fetched, busy, apologies, lost } = counts
  const summary =
    `${told.length} messages in ${seconds} s, ${weather.names.length} faults, ${again} with more than one attempt, ` +
    `${held} held or hung up, ${moved()} moved from a node that broke, ${busy} busy, ${apologies} apologies, ${tickets} tickets (${fetched} fetched, ${lost} lost), ` +
    `${fans.notes.length} commands with ${effects} effects, ${rows} rows (${killed} went with a kill -9, ${missing} of ${dropped} dropped are missing), ` +
    `the soak itself up to ${lag.worst()} ms late, the nodes up to ${starved} % of five seconds without a core, memory ${memory}`
  return { sent: told.length, findings: findings.all, summary }
}

/** Both nodes end, and what waits on disk is brought to MySQL by the next start. */
async function settle({ nodes, spooled }: House): Promise<void> {
  await Promise.all(nodes.map((node) => node.end('SIGTERM')))
  if (spooled().length === 0) return
  await Promise.all(nodes.map((node) => node.start()))
  for (let looks = 0; spooled().length > 0 && looks < 100; looks++) await sleep(100)
  await Promise.all(nodes.map((node) => node.end('SIGTERM')))
}

/** What must not be logged, whatever is broken. */
const UNHEARD_OF = /request failed|outside its handler|left a promise|refuses a row|malformed|stop failed/

function judgeLogs(
  log: readonly { readonly line: string }[],
  findings: ReturnType<typeof createFindings>,
): void {
  for (const { line } of log) if (UNHEARD_OF.test(line)) findings.add(`in the log: ${line.slice(0, 1_000)}`)
}

/** How late our own timers are: on a machine without a free core nobody is in time. */
function watchLag() {
  let [worst, last] = [0, Date.now()]
  const timer = setInterval(() => {
    worst = Math.max(worst, Date.now() - last - 100)
    last = Date.now()
  }, 100).unref()
  return {
    worst() {
      clearInterval(timer)
      return worst
    },
  }
}
