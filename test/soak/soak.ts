/**
 * Two nodes on one MariaDB under mixed traffic, with something broken on purpose again and again. In the end every
 * message has got a text, every command was done as often as its fan was told, every message has its row, and memory is
 * flat; whatever is not so is a finding.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { createBalancer } from './balancer.ts'
import { createFans } from './fans.ts'
import { below, type Note } from './deeds.ts'
import { createFaults, type Fault } from './faults.ts'
import { createFindings, seconds as since, type Findings } from './findings.ts'
import { openHouse, type House } from './house.ts'
import { starvedPercent, watchLag } from './lag.ts'
import { settle } from './settle.ts'
import { judgeEffects, judgeLogs, judgeMemory, judgeRows } from './verdict.ts'
import { createWeather, type Weather } from './weather.ts'
import type { Told } from './wechat.ts'

export type SoakReport = {
  readonly sent: number
  readonly findings: readonly string[]
  readonly summary: string
  readonly told: readonly Told[]
  readonly notes: readonly Note[]
  readonly storms: Weather['storms']
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

export async function soakHouse(house: House, seconds: number, everySeconds: number): Promise<SoakReport> {
  const startedAt = Date.now()
  const findings = createFindings(startedAt)
  const weather = createWeather()
  const lag = watchLag()
  const counts = { tickets: 0, fetched: 0, busy: 0, apologies: 0, lost: 0 }
  const { send, told, moved } = createBalancer(house.nodes, () => hangUpMs(weather))
  const fans = createFans({ send, findings, weather, count: (what) => counts[what]++ })
  const faults = createFaults({ house, weather, burst: fans.burst })
  const talking = fans.talk(FANS, () => startedAt + seconds * 1_000)
  await breakThings(faults, weather, { startedAt, seconds, everySeconds })
  await talking
  await settle(house)

  const lives = house.nodes.flatMap((node) => node.lives)
  for (const one of told) if (one.kind === 'fault') findings.add('not answered', one)
  const effects = await judgeEffects(house, fans.notes, told, findings)
  const { rows, killed, lost, dropped } = await judgeRows(house, told, lives, findings)
  const memory = judgeMemory(lives, findings)
  judgeLogs(lives, findings)
  const again = told.filter(({ tries }) => tries.length > 1).length
  const summary = [
    `${told.length} messages in ${seconds} s`,
    `${weather.storms.length} faults`,
    `${again} with more than one attempt`,
    `${moved()} moved from a node that broke`,
    `${counts.busy} busy`,
    `${counts.apologies} apologies`,
    `${counts.tickets} tickets (${counts.fetched} fetched, ${counts.lost} lost)`,
    `${fans.notes.length} commands with ${effects} effects`,
    `${rows} rows (${killed} went with a kill -9, ${lost} of ${dropped} dropped are missing)`,
    `the soak itself up to ${lag.worst()} ms late, the nodes up to ${starvedPercent(lives)} % of five seconds without a core`,
    `memory ${memory}`,
  ].join(', ')
  const { notes } = fans
  return { sent: told.length, findings: findings.all, summary, told, notes, storms: weather.storms }
}

type Plan = { readonly startedAt: number; readonly seconds: number; readonly everySeconds: number }

/** One fault after the other; the last one leaves time to recover. */
async function breakThings(faults: readonly Fault[], weather: Weather, plan: Plan): Promise<void> {
  const { startedAt, seconds, everySeconds } = plan
  for (let turn = 1; turn + 0.5 <= seconds / everySeconds; turn++) {
    const fault = faults[(turn - 1) % faults.length]
    await sleep(Math.max(0, startedAt + turn * everySeconds * 1_000 - Date.now()))
    if (!fault) return
    process.stdout.write(`  ${since(Date.now(), startedAt)}: ${fault.name}\n`)
    await weather.during(fault.name, fault.act)
  }
}

/** After which time a first delivery is given up, now and then while connections break. */
const hangUpMs = ({ isHangingUp }: Weather): number | undefined =>
  isHangingUp && Math.random() < HANG_UP_SHARE ? 1 + below(HANG_UP_LIMIT_MS) : undefined
