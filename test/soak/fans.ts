/** Fans who do one thing after the other. */
import { setTimeout as sleep } from 'node:timers/promises'
import { below, createDeeds, lookUp, type Note } from './deeds.ts'
import { createTalk, type Talk, type TalkDeps } from './talk.ts'

export type Fans = {
  /** All that was given to commands. */
  readonly notes: readonly Note[]
  /** Until then; returns when the last of them has read the last answer. */
  talk(fans: number, end: () => number): Promise<void>
  /** So many more fans, each with one quick question, all at once. */
  burst(fans: number): Promise<void>
}

const PAUSE_MS = 4_000
const FIRST_OF_BURST = 100_000

export function createFans(deps: TalkDeps): Fans {
  const { deeds, notes } = createDeeds(deps)
  const shares = deeds.flatMap((deed) => Array.from({ length: deed.share }, () => deed))
  let bursts = 0

  async function live(talk: Talk, end: () => number): Promise<void> {
    await sleep(below(PAUSE_MS))
    while (Date.now() < end()) {
      const deed = shares[below(shares.length)]
      if (deed && Date.now() + (deed.lastsMs ?? 0) < end()) await deed.act(talk)
      await sleep(PAUSE_MS / 2 + below(PAUSE_MS))
    }
  }
  const some = (count: number, first: number) =>
    Array.from({ length: count }, (_, fan) => createTalk(first + fan, deps))
  return {
    notes,
    async talk(fans, end) {
      await Promise.all(some(fans, 0).map((talk) => live(talk, end)))
    },
    async burst(fans) {
      await Promise.all(some(fans, FIRST_OF_BURST + fans * bursts++).map((talk) => lookUp(talk)))
    },
  }
}
