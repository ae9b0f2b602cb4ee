/** One server, fans who write to it at a steady rate, something done to it meanwhile, and what became of it all. */
import { setTimeout as sleep } from 'node:timers/promises'
import { createDeeds, lookUp } from '../../test/soak/deeds.ts'
import { createFindings } from '../../test/soak/findings.ts'
import { openHut, type Hut } from '../../test/soak/house.ts'
import { starvedPercent, watchLag } from '../../test/soak/lag.ts'
import type { Life } from '../../test/soak/node.ts'
import { settle } from '../../test/soak/settle.ts'
import { createTalk, type TalkDeps } from '../../test/soak/talk.ts'
import { judgeEffects, judgeLogs, judgeRows } from '../../test/soak/verdict.ts'
import { createWeather, type Weather } from '../../test/soak/weather.ts'
import { createWeChat, TIMEOUT_MS } from '../../test/soak/wechat.ts'
import { figuresOf, type Figures } from './figures.ts'
import { watch } from './watch.ts'

export type Scene = {
  readonly hut: Hut
  readonly life: Life
  readonly weather: Weather
  readonly findings: string[]
}
export type Trial = {
  readonly name: string
  /** Messages. */
  readonly perSecond: number
  readonly how?: Parameters<typeof openHut>[1]
  /** Fans write until it is done; returns what else is to be said. */
  act(scene: Scene): Promise<string>
  /** Messages that are none of our fans' come too. */
  readonly hasStrangers?: boolean
}

const FANS = 2_000
/** One message of so many is a command. */
const COMMAND_EVERY = 10
/** Compiling takes its time after the start. */
const WARM_MS = 1_500
/** Then the machine has no time for us, and the figures say nothing of the server. */
const LATE_MS = 1_000

export async function trial(plan: Trial): Promise<Figures> {
  const hut = await openHut(['A'], plan.how)
  try {
    return await under(hut, plan)
  } finally {
    await hut.stop()
  }
}

async function under(hut: Hut, { name, perSecond, act, hasStrangers }: Trial): Promise<Figures> {
  const [life] = hut.nodes.flatMap((node) => node.now() ?? [])
  if (!life) throw new Error('the server does not run')
  const [findings, weather, others] = [createFindings(Date.now()), createWeather(), [] as string[]]
  const now = () => hut.nodes[0]?.now()
  const { send, told } = createWeChat({
    placeFor: () => ({ port: life.port, life: now() ?? life }),
    timeoutMs: () => TIMEOUT_MS,
    isMoved: () => false,
  })
  const [watching, lag] = [watch(() => [now()?.child.pid]), watchLag()]
  const traffic = write({ send, findings, weather, count: () => {} }, perSecond)
  await sleep(WARM_MS)
  const remark = await act({ hut, life, weather, findings: others }).finally(() => watching.stop())
  const notes = await traffic.stop()
  if (life.exitCode !== undefined) findings.add(`the server ended with ${life.exitCode}`)
  await settle(hut)

  const lives = hut.nodes.flatMap((node) => node.lives)
  await judgeEffects(hut, notes, told, findings)
  const rows = await judgeRows(hut, told, lives, findings, hasStrangers ? 'some' : 'none')
  if (!hasStrangers) judgeLogs(lives, findings)
  const dropped =
    rows.dropped > 0 ? `${rows.lost} of ${rows.dropped} dropped rows of the log are missing` : ''
  const lateMs = lag.worst()
  const starved =
    lateMs > LATE_MS
      ? `STARVED: the bench was up to ${lateMs} ms late, the server ${starvedPercent(lives)} % of five seconds without a core`
      : ''
  const seen = { told, notes, effects: await effectsIn(hut), high: watching.between(0, Infinity) }
  return {
    ...figuresOf(name, seen),
    remark: [remark, dropped, starved].filter(Boolean).join('; '),
    findings: [...findings.all, ...others],
  }
}

/** At its moment each, whether or not those before are answered. */
function write(deps: TalkDeps, perSecond: number) {
  const { writeDown, notes } = createDeeds(deps)
  const talks = Array.from({ length: FANS }, (_, fan) => createTalk(fan, deps))
  const [start, said] = [Date.now(), [] as Promise<unknown>[]]
  const tick = () => {
    for (const due = ((Date.now() - start) / 1000) * perSecond; said.length < due;) {
      const talk = talks[(said.length * 7) % FANS]
      if (!talk) return
      said.push(said.length % COMMAND_EVERY === 0 ? writeDown(talk) : lookUp(talk))
    }
  }
  const timer = setInterval(tick, 5)
  return {
    async stop() {
      clearInterval(timer)
      await Promise.all(said)
      return notes
    },
  }
}

export async function effectsIn({ sql }: Pick<Hut, 'sql'>): Promise<Map<number, number>> {
  const rows = await sql('SELECT n, COUNT(*) AS times FROM soak_notes GROUP BY n')
  return new Map(rows.map(({ n, times }) => [Number(n), Number(times)]))
}
