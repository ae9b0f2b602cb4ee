/** What may be asked of the bench of strain and faults. */
import { readArguments } from '../arguments.ts'
import { chosenFrom, requireWhole } from '../only.ts'
import { help } from './run.help.js'
import { SECTIONS, type Name } from './sections.ts'

export type Options = {
  readonly names: readonly Name[]
  readonly isQuick: boolean
  readonly mayWrite: boolean
}

export function readOptions(args: string[]): Options {
  const { values } = readArguments({ args, options: help.options }, 'bench:reliability')
  const { quick: isQuick = false, write: mayWrite = false, only } = values
  requireWhole(mayWrite, { quick: isQuick, only })
  return { names: chosenFrom(Object.keys(SECTIONS) as Name[], only), isQuick, mayWrite }
}
