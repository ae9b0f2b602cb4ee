/**
 * An upgrade as docs/upgrades.md tells it: nodes behind nginx restarted one after the other by SIGTERM under WeChat's
 * clock. Every message must be answered, and only what takes longer than a stop waits may be answered by "busy"; whatever
 * is not so is a finding.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { weChatBefore, type Talked } from '../../bench/cluster/talked.ts'
import { createFans } from '../soak/fans.ts'
import { createFindings } from '../soak/findings.ts'
import { starvedPercent, watchLag } from '../soak/lag.ts'
import { settle } from '../soak/settle.ts'
import { judgeEffects, judgeLogs, judgeRows } from '../soak/verdict.ts'
import { createWeather } from '../soak/weather.ts'
import type { Told } from '../soak/wechat.ts'
import { openRollingHouse } from './house.ts'
import { setUpNginx } from './set-up.ts'

const FANS = 90
const CALM_MS = 3_000
/** What is at work for longer than `HURRY_AFTER_MS` of src/serve.ts, and what fetches that. */
const LONG = /^(slow|middle|long|hang|取)/
const BUSY = '系统繁忙，请稍后再试'

export type RollingReport = {
  readonly sent: number
  readonly findings: readonly string[]
  readonly summary: string
}

/** For so many seconds, and until each node has been restarted once. */
export async function roll(seconds: number): Promise<RollingReport> {
  setUpNginx()
  const house = await openRollingHouse()
  try {
    return await rollHouse(house, seconds)
  } finally {
    await house.stop()
  }
}

async function rollHouse(house: Talked, seconds: number): Promise<RollingReport> {
  const findings = createFindings(Date.now())
  const lag = watchLag()
  const counts = { tickets: 0, fetched: 0, busy: 0, apologies: 0, lost: 0 }
  const { send, told } = weChatBefore(house)
  const weather = { ...createWeather(), isCalm: () => false } // who may be told that we are busy is judged below
  const fans = createFans({ send, findings, weather, count: (what) => counts[what]++ })
  let end = Infinity
  const talking = fans.talk(FANS, () => end)
  const restarts = await restart(house, Date.now() + seconds * 1_000).finally(() => (end = Date.now()))
  await talking
  await settle(house)

  const lives = house.nodes.flatMap((node) => node.lives)
  for (const one of told) if (one.kind === 'fault') findings.add('not answered', one)
  for (const one of told)
    if (one.text === BUSY && !LONG.test(one.said)) findings.add('told that we are busy', one)
  const effects = await judgeEffects(house, fans.notes, told, findings)
  const rows = await judgeRows(house, told, lives, findings)
  judgeLogs(lives, findings)
  for (const { node, end: ended, exitCode } of lives)
    if (ended?.signal === 'SIGTERM' && exitCode !== 0) findings.add(`${node} ended with ${exitCode}`)
  const summary = [
    `${restarts} restarts by SIGTERM, ${told.length} messages`,
    attemptsOf(told),
    `${counts.busy} busy, ${counts.apologies} apologies, ${counts.lost} lost`,
    `${counts.tickets} tickets (${counts.fetched} fetched)`,
    `${fans.notes.length} commands with ${effects} effects`,
    `${rows.rows} rows, ${rows.lost} missing`,
    `the test itself up to ${lag.worst()} ms late, the nodes up to ${starvedPercent(lives)} % of five seconds without a core`,
  ].join(', ')
  return { sent: told.length, findings: findings.all, summary }
}

async function restart({ nodes }: Talked, until: number): Promise<number> {
  let restarts = 0
  await sleep(CALM_MS)
  do {
    for (const node of nodes) {
      await node.end('SIGTERM')
      await node.start()
      restarts++
      await sleep(CALM_MS)
    }
  } while (Date.now() < until)
  return restarts
}

function attemptsOf(told: readonly Told[]): string {
  const by = (attempts: number) =>
    told.filter(({ kind, tries }) => kind !== 'fault' && tries.length === attempts).length
  return `answered at the first attempt ${by(1)}, second ${by(2)}, third ${by(3)}, never ${told.filter(({ kind }) => kind === 'fault').length}`
}
