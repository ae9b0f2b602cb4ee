/** What may be asked of the bench of a cluster. */
import { readArguments } from '../arguments.ts'
import { requireWhole } from '../only.ts'
import { help } from './run.help.js'

export type Options = {
  readonly isShort: boolean
  readonly mayWrite: boolean
  readonly isKept: boolean
  /** Who talk all the time. */
  readonly fans: number
  /** Of each kind. */
  readonly faults: number
  /** How long a node stays away, and how long all is well between two faults. */
  readonly awaySeconds: number
  readonly calmSeconds: number
  readonly rateSeconds: number
  /** Of each node alone, before it is measured. */
  readonly warmSeconds: number
}

export function readOptions(args: string[]): Options {
  const { values } = readArguments({ args, options: help.options }, 'bench:cluster')
  const { short: isShort = false, write: mayWrite = false, keep: isKept = false } = values
  requireWhole(mayWrite, { short: isShort })
  const own = isShort
    ? { faults: 1, awaySeconds: 5, calmSeconds: 6, rateSeconds: 2, warmSeconds: 2 }
    : { faults: 3, awaySeconds: 10, calmSeconds: 10, rateSeconds: 10, warmSeconds: 5 }
  return { isShort, mayWrite, isKept, fans: 180, ...own }
}
