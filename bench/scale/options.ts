/** What may be asked of the bench of sizes. */
import { parseArgs } from 'node:util'
import { requireKnown } from '../only.ts'

export const HELP = `npm run bench:scale -- [options]

What a message and a page of the console cost as the work grows, on two cores:
  rules        10 to 10,000 rule files
  parts        5 thousand to 5 million rows in parts
  connections  1 to 1,000
  log          0 to 10 million rows in the message log

  --only a,b   only these of them
  --quick      smaller steps and one short round of each: about three minutes, 1 GB of disk
  --write      put the tables into docs/performance.md and the picture into docs/images/scale.svg
  --help       this text

A whole run takes about three quarters of an hour, half of it to fill and count ten million rows and for the
first start with ten thousand rule files, and up to 10 GB of disk in the folder for temporary files (TMPDIR)
and 2 GB of memory; everything is deleted at the end.
A step is three rounds of five seconds, of which the medians count.`

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
  const isQuick = values.quick
  return {
    names: chosen(values.only?.split(',')),
    sizes: isQuick ? QUICK : WHOLE,
    mayWrite: values.write,
    rounds: isQuick ? 1 : 3,
    seconds: isQuick ? 2 : 5,
    warmSeconds: isQuick ? 1 : 3,
  }
}

function chosen(only: readonly string[] | undefined): Name[] {
  const names = Object.keys(WHOLE) as Name[]
  requireKnown(only, names)
  return names.filter((name) => !only || only.includes(name))
}
