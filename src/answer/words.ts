/** The reserved words: 确认, 继续 and a ticket, each when something waits for it (section order in `listen.ts`). */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Waiting } from '../rule/converse.ts'
import { hear, withoutFinalStops } from '../rule/normalize.ts'
import { textReply } from '../rule/outcome.ts'
import type { Reserved } from '../rule/reserved.ts'
import type { Ticketed } from '../db/works.ts'
import type { Answered } from './answered.ts'
import { isBusy } from './apology.ts'
import { nextPage } from './fit.ts'
import { laterReply } from './later.ts'
import { annul } from './once.ts'
import { runDecision, type Scene } from './run.ts'

const LOOK_MS = 200
/** A MySQL that has just come back may not know yet what goes on, so a ticket that is not found is looked for again. */
const MISS_LIMIT_MS = 1_000
/** What must be left for another look and the reply. */
const MARGIN_MS = 300

/** `ask` hears a text as a question of its own. */
export async function hearReserved(
  reserved: Reserved,
  waiting: Waiting | undefined,
  scene: Scene,
  ask: (scene: Scene) => Promise<Answered | undefined>,
): Promise<Answered> {
  const nothing: Answered = { outcome: 'missing', reply: textReply(reserved.nothing) }
  switch (reserved.kind) {
    case 'confirm': {
      const confirmed = waiting?.kind === 'confirm' ? scene.router.confirmed(waiting) : undefined
      return confirmed ? runDecision(confirmed, scene, nothing) : nothing
    }
    case 'continue':
      return (await nextPage(scene)) ?? nothing
    case 'ticket':
      return (await fetchResult(scene, ask)) ?? nothing
  }
}

/** The late answer; of a query that died with its node or without MySQL, the answer to the question asked again. */
async function fetchResult(
  scene: Scene,
  ask: (scene: Scene) => Promise<Answered | undefined>,
): Promise<Answered | undefined> {
  const ticket = withoutFinalStops(hear(scene.text).squeezed).slice(1).toUpperCase()
  const work = await waitForResult(scene, ticket)
  if (!work || (work.value && !isBusy(work.value))) return work?.value
  const later: Answered = { outcome: 'late', reply: laterReply(work.key, work.isCommand) }
  if (work.isAlive && !work.value) return later
  if (!work.isCommand) return ask({ ...scene, text: work.question })
  const signal = AbortSignal.timeout(Math.max(0, Math.floor(scene.run.msLeft() - MARGIN_MS)))
  return annul(scene, work.key, undone, signal).catch(() => later)
}
const undone: Answered = { outcome: 'missing', reply: textReply('没有办成，请再发一次。') }

async function waitForResult({ database, fan, run }: Scene, ticket: string): Promise<Ticketed | undefined> {
  const missedFrom = run.msLeft() - MISS_LIMIT_MS
  for (;;) {
    const work = await database.works.byTicket(fan, ticket)
    const mayCome = work ? work.isAlive && work.value === undefined : run.msLeft() > missedFrom
    if (!mayCome || run.msLeft() < MARGIN_MS) return work
    await sleep(LOOK_MS)
  }
}
