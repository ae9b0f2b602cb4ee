/** What may be asked of the bench. */
import { readArguments } from './arguments.ts'
import { requireWhole } from './only.ts'
import { help } from './run.help.js'

export type Options = {
  readonly isQuick: boolean
  readonly only: readonly string[] | undefined
  readonly mayWrite: boolean
  readonly isProfile: boolean
  readonly rounds: number
  readonly seconds: number
  readonly warmSeconds: number
  readonly steadySeconds: number
}

export function readOptions(args: string[]): Options {
  const { values } = readArguments({ args, options: help.options }, 'bench')
  const { quick: isQuick = false, profile: isProfile = false, write: mayWrite = false } = values
  requireWhole(mayWrite, { quick: isQuick, only: values.only, profile: isProfile })
  return {
    isQuick,
    isProfile,
    mayWrite,
    only: values.only?.split(',') ?? (isProfile ? ['yingda'] : undefined),
    rounds: isQuick || isProfile ? 1 : 5,
    seconds: isQuick ? 2 : 5,
    warmSeconds: isQuick ? 1 : 3,
    steadySeconds: isQuick ? 2 : 5,
  }
}
