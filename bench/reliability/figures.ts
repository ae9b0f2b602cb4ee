/** What became of the messages of some time. */
import type { Note } from '../../test/soak/deeds.ts'
import type { Told } from '../../test/soak/wechat.ts'
import type { High } from './watch.ts'

export type Figures = {
  readonly name: string
  readonly sent: number
  /** With a text, or with the silence that the rule wanted. */
  readonly answered: number
  /** Of these, with the words that we are busy, or that something went wrong. */
  readonly kind: number
  /** The fan read WeChat's fault text, or was told that something was done which was not. */
  readonly lost: number
  /** Commands that were done more than once. */
  readonly doubled: number
  /** Over all attempts of one message. */
  readonly worstMs: number
  readonly memoryMb: number
  readonly descriptors: number
  readonly remark: string
  readonly findings: readonly string[]
}

type Seen = {
  readonly told: readonly Told[]
  readonly notes: readonly Note[]
  /** How often each number that commands were given is in the database. */
  readonly effects: ReadonlyMap<number, number>
  readonly high: High
}

const KIND = /^(?:系统繁忙|抱歉，出了点问题)/

export function figuresOf(
  name: string,
  { told, notes, effects, high }: Seen,
): Omit<Figures, 'findings' | 'remark'> {
  const said = new Set(told.map((one) => one.said))
  const mine = notes.filter(({ rule, n }) => said.has(`${rule}${n}`))
  const undone = mine.filter(({ n, ending }) => ending === 'done' && !effects.has(n)).length
  const faults = told.filter(({ kind }) => kind === 'fault').length
  const waits = told.map(({ tries }) => (tries.at(-1)?.until ?? 0) - (tries[0]?.at ?? 0))
  return {
    ...{ name, sent: told.length, answered: told.length - faults, lost: faults + undone },
    kind: told.filter(({ text }) => KIND.test(text)).length,
    doubled: mine.filter(({ n }) => (effects.get(n) ?? 0) > 1).length,
    worstMs: waits.reduce((most, ms) => Math.max(most, ms), 0),
    ...high,
  }
}
