/** What the figures must reach. */
import { PEERS, type Mode } from './entries.ts'
import type { Summary } from './summary.ts'

export type Target = {
  readonly wanted: string
  readonly got: string
  /** Undefined: what it takes was not measured. */
  readonly isHeld: boolean | undefined
}

/** Between two runs of one and the same server there is as much. */
const NOISE = 0.05
const STEADY_RATIO = 1.5
const RSS_MEGABYTES = 160
const START_SECONDS = 3
const PEER_RATIO = 1.7

export function targetsOf(rows: readonly Summary[], startSeconds: number | undefined): Target[] {
  const of = (name: string, mode: Mode = 'plaintext') =>
    rows.find(({ entry }) => entry.name === name && entry.mode === mode)
  const ours = of('yingda')
  const best = Math.max(...PEERS.flatMap((name) => of(name)?.perSecond ?? []))
  const quotient = (a?: number, b?: number) => (a === undefined || b === undefined ? undefined : a / b)
  const rss = [ours?.rss, of('yingda', 'encrypted')?.rss].flatMap((value) => value ?? [])
  return [
    atLeast('plaintext, of the yardstick (aim: 1.3)', 1, ours?.ratio),
    atLeast(
      'plaintext, of the best npm peer',
      PEER_RATIO,
      best > 0 ? quotient(ours?.perSecond, best) : undefined,
    ),
    atLeast('encrypted, of the yardstick in encrypted mode', 1, of('yingda', 'encrypted')?.ratio),
    atMost(
      'p99 at 1,000 a second, of the yardstick’s',
      STEADY_RATIO,
      quotient(ours?.steady?.p99, of('yardstick')?.steady?.p99),
    ),
    atLeast(
      'one part asked by all, of many',
      1 - NOISE,
      quotient(of('yingda-hot')?.perSecond, ours?.perSecond),
    ),
    atMost('RSS in MB under load', RSS_MEGABYTES, rss.length > 0 ? Math.max(...rss) : undefined, 1),
    atMost('second start to first answer in s', START_SECONDS, startSeconds),
  ]
}

const atLeast = (what: string, bound: number, value: number | undefined): Target => ({
  wanted: `${what} ≥ ${bound}`,
  got: value?.toFixed(2) ?? '–',
  isHeld: value === undefined ? undefined : value >= bound,
})

const atMost = (what: string, bound: number, value: number | undefined, digits = 2): Target => ({
  wanted: `${what} ≤ ${bound}`,
  got: value?.toFixed(digits) ?? '–',
  isHeld: value === undefined ? undefined : value <= bound,
})
