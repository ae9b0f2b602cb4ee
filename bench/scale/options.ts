/** What may be asked of the bench of sizes. */
import { readArguments } from '../arguments.ts'
import { chosenFrom, requireWhole } from '../only.ts'
import { help } from './run.help.js'

type Sizes = readonly number[]
export const WHOLE = {
  rules: [10, 100, 1_000, 10_000],
  parts: [5_000, 50_000, 500_000, 5_000_000],
  connections: [1, 8, 64, 256, 1_000],
  log: [0, 100_000, 1_000_000, 10_000_000],
} as const satisfies Record<string, Sizes>
const QUICK: Record<Name, Sizes> = {
  rules: [10, 100, 1_000],
  parts: [5_000, 50_000, 500_000],
  connections: [1, 8, 64, 256],
  log: [0, 20_000, 100_000],
}

export type Name = keyof typeof WHOLE
export type Options = {
  readonly names: readonly Name[]
  readonly sizes: Readonly<Record<Name, Sizes>>
  readonly mayWrite: boolean
  readonly rounds: number
  readonly seconds: number
  readonly warmSeconds: number
}

export function readOptions(args: string[]): Options {
  const { values } = readArguments({ args, options: help.options }, 'bench:scale')
  const { quick: isQuick = false, write: mayWrite = false, only } = values
  requireWhole(mayWrite, { quick: isQuick, only })
  return {
    names: chosenFrom(Object.keys(WHOLE) as Name[], only),
    sizes: isQuick ? QUICK : WHOLE,
    mayWrite,
    rounds: isQuick ? 1 : 3,
    seconds: isQuick ? 2 : 5,
    warmSeconds: isQuick ? 1 : 3,
  }
}
