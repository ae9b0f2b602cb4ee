/** What may be asked of the bench of strain and faults. */
import { parseArgs } from 'node:util'
import { requireKnown } from '../only.ts'
import { SECTIONS, type Name } from './sections.ts'

export const HELP = `npm run bench:reliability -- [options]

Fans who write through a WeChat of ours, with its clock and its retries, while the server is under strain:
${Object.entries(SECTIONS)
  .map(([name, { title }]) => `  ${name.padEnd(12)} ${title}`)
  .join('\n')}

  --only a,b    only these of them
  --quick       small counts, about two minutes for all
  --write       put the table into docs/reliability.md
  --help        this text

A whole run takes about forty minutes. The exit code is 1 when a message was lost, something was done twice, or
anything else was not as promised. Linux only; the disk and the memory of a cgroup want root, and are left out
loudly without.`

export type Options = {
  readonly names: readonly Name[]
  readonly isQuick: boolean
  readonly mayWrite: boolean
}

/** Undefined: help is wanted. */
export function readOptions(args: string[]): Options | undefined {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return undefined
  if (values.write && values.only) throw new Error('--write wants all of them, without --only')
  const names = Object.keys(SECTIONS) as Name[]
  const only = values.only?.split(',')
  requireKnown(only, names)
  return {
    names: names.filter((name) => !only || only.includes(name)),
    isQuick: values.quick,
    mayWrite: values.write,
  }
}
