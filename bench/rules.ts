/** `npm run bench:rules`: what one message costs, before any handler, with ten rules and with ten thousand. */
import { hear } from '../src/rule/normalize.ts'
import { createRouter, type Router } from '../src/rule/router.ts'
import { readArguments } from './arguments.ts'
import { MESSAGES, ruleSet } from './rule-sets.ts'
import { help } from './rules.help.js'

export const SIZES = [10, 1_000, 10_000] as const
export const BOUND = 2

/** Median microseconds a message, by message and then by number of rules. */
export type Costs = Readonly<Record<string, readonly number[]>>

/** Rounds are interleaved, so that whatever else the machine does falls on all sizes alike. */
export function measure(
  sizes: readonly number[],
  rounds: number,
  perRound: number,
  messages: Readonly<Record<string, string>> = MESSAGES,
): Costs {
  const routers = sizes.map((size) => createRouter(ruleSet(size)))
  const costs = Object.entries(messages).map(([kind, text]) => {
    const times = routers.map((): number[] => [])
    for (let round = 0; round <= rounds; round++) {
      for (const [index, router] of routers.entries()) {
        const cost = costOf(router, text, perRound)
        if (round > 0) times[index]?.push(cost) // the first round warms up
      }
    }
    return [kind, times.map(median)] as const
  })
  return Object.fromEntries(costs)
}

function costOf(router: Router, text: string, times: number): number {
  const start = performance.now()
  for (let count = 0; count < times; count++) decide(router, text)
  return ((performance.now() - start) * 1000) / times
}

function decide(router: Router, text: string): unknown {
  const hearing = router.hear(hear(text))
  const { value } = hearing.matches().next()
  return value ?? hearing.misses(undefined).next().value
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? NaN
}

export const ratioOf = (costs: readonly number[]): number => (costs.at(-1) ?? NaN) / (costs[0] ?? NaN)

if (process.argv[1] === import.meta.filename) report()

function report(): void {
  const args = process.argv.slice(2)
  const { quick: isQuick } = readArguments({ args, options: help.options }, 'bench:rules').values
  for (const size of SIZES) {
    const start = performance.now()
    createRouter(ruleSet(size))
    process.stdout.write(`${size} rules: pipeline built in ${(performance.now() - start).toFixed(0)} ms\n`)
  }
  const costs = measure(SIZES, isQuick ? 5 : 9, isQuick ? 2_000 : 5_000)
  const header = ['µs a message'.padEnd(20), ...SIZES.map((size) => `${size} rules`.padStart(13)), '   ratio']
  process.stdout.write(`\n${header.join('')}\n`)
  for (const [kind, row] of Object.entries(costs)) {
    const cells = row.map((cost) => cost.toFixed(2).padStart(13)).join('')
    const ratio = ratioOf(row)
    process.stdout.write(
      `${kind.padEnd(20)}${cells}${ratio.toFixed(2).padStart(8)} ${ratio < BOUND ? 'held' : 'NOT HELD'}\n`,
    )
  }
  const isHeld = Object.values(costs).every((row) => ratioOf(row) < BOUND)
  process.exitCode = isHeld ? 0 : 1
}
