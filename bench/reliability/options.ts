/** What may be asked of the bench of strain and faults. */
import { stop } from '../../src/setup/install.js'
import { readArguments } from '../arguments.ts'
import { requireKnown } from '../only.ts'
import { help } from './run.help.js'
import { SECTIONS, type Name } from './sections.ts'

export type Options = {
  readonly names: readonly Name[]
  readonly isQuick: boolean
  readonly mayWrite: boolean
}

export function readOptions(args: string[]): Options {
  const { values } = readArguments({ args, options: help.options }, 'bench:reliability')
  if (values.write && values.only) stop('--write 要量全部', '去掉 --only')
  const { quick: isQuick = false, write: mayWrite = false } = values
  const names = Object.keys(SECTIONS) as Name[]
  const only = values.only?.split(',')
  requireKnown(only, names)
  return { names: names.filter((name) => !only || only.includes(name)), isQuick, mayWrite }
}
