/** WeChat and its fans before nginx, while nodes are killed; in the end, whether everything was kept. */
import { createFans } from '../../test/soak/fans.ts'
import { createFindings, type Findings } from '../../test/soak/findings.ts'
import { settle } from '../../test/soak/settle.ts'
import { judgeEffects, judgeLogs, judgeRows } from '../../test/soak/verdict.ts'
import { starvedPercent, watchLag } from '../../test/soak/lag.ts'
import { createWeather } from '../../test/soak/weather.ts'
import type { Told } from '../../test/soak/wechat.ts'
import { openTalked, type Base } from './cluster.ts'
import { kill, type Phase } from './faults.ts'
import { DATABASES } from './galera.ts'
import type { Options } from './options.ts'
import { weChatBefore, type Talked } from './talked.ts'

export type TalkReport = {
  readonly told: readonly Told[]
  readonly phases: readonly Phase[]
  readonly counts: Readonly<Record<'tickets' | 'fetched' | 'busy' | 'apologies' | 'lost', number>>
  readonly commands: number
  readonly effects: number
  readonly double: number
  readonly rows: Awaited<ReturnType<typeof judgeRows>>
  readonly findings: readonly string[]
  /** How late this process was at worst, and how much of five seconds a node waited for a core. */
  readonly machine: { readonly lagMs: number; readonly starvedPercent: number }
}

export async function talk(base: Base, options: Options): Promise<TalkReport> {
  const talked = await openTalked(base)
  try {
    return await under(base, talked, options)
  } finally {
    await talked.stop()
  }
}

async function under(base: Base, talked: Talked, options: Options): Promise<TalkReport> {
  const findings = createFindings(Date.now())
  const weather = createWeather()
  const lag = watchLag()
  const counts = { tickets: 0, fetched: 0, busy: 0, apologies: 0, lost: 0 }
  const { send, told } = weChatBefore(talked)
  const fans = createFans({ send, findings, weather, count: (what) => counts[what]++ })
  let end = Infinity
  const talking = fans.talk(options.fans, () => end)
  const phases = await kill({ base, talked, weather, findings }, options).finally(() => (end = Date.now()))
  await talking
  await settle(talked)

  for (const one of told) if (one.kind === 'fault') findings.add('not answered', one)
  const lives = talked.nodes.flatMap((node) => node.lives)
  const effects = await judgeEffects(talked, fans.notes, told, findings)
  const rows = await judgeRows(talked, told, lives, findings)
  judgeLogs(lives, findings)
  await judgeCopies(base, findings)
  const [twice] = await talked.sql(
    'SELECT COUNT(*) AS n FROM (SELECT n FROM soak_notes GROUP BY n HAVING COUNT(*) > 1) AS twice',
  )
  return {
    ...{ told, phases, counts, effects, rows, findings: findings.all },
    ...{ commands: fans.notes.length, double: Number(twice?.['n']) },
    machine: { lagMs: lag.worst(), starvedPercent: starvedPercent(lives) },
  }
}

/** What one database holds, each holds. */
async function judgeCopies({ galera }: Base, findings: Findings): Promise<void> {
  for (const table of ['soak_notes', 'yingda_messages', 'yingda_effects']) {
    const sums = galera.nodes.map(async ({ sql }) => {
      const nowhereBehind = `SET STATEMENT wsrep_sync_wait = 1 FOR SELECT COUNT(*) FROM ${table}`
      await sql(nowhereBehind, DATABASES.talk)
      const [row] = await sql(`CHECKSUM TABLE ${table}`, DATABASES.talk)
      return String(row?.['Checksum'])
    })
    const distinct = new Set(await Promise.all(sums))
    if (distinct.size > 1) findings.add(`the databases disagree about ${table}: ${[...distinct].join()}`)
  }
}
