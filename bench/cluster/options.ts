/** What may be asked of the bench of a cluster. */
import { parseArgs } from 'node:util'

export const HELP = `npm run bench:cluster -- [options]

  --short           one fault of each kind, all within about two minutes
  --write           put the tables into docs/scaling.md; npm run format sets them
  --keep            leave the folder with every log behind
  --help            this text

nginx, three Yingda nodes, HAProxy and a Galera cluster of three, all on this machine: first the faults under
the load of WeChat's own clock, then the throughput of one, two and three nodes. The exit code is 0 when every
message was answered within its three attempts, nothing was lost and nothing was done twice.`

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

/** Undefined: help is wanted. */
export function readOptions(args: string[]): Options | undefined {
  const { values } = parseArgs({
    args,
    options: {
      short: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return undefined
  const { short: isShort, write: mayWrite, keep: isKept } = values
  const own = isShort
    ? { faults: 1, awaySeconds: 5, calmSeconds: 6, rateSeconds: 2, warmSeconds: 2 }
    : { faults: 3, awaySeconds: 10, calmSeconds: 10, rateSeconds: 10, warmSeconds: 5 }
  return { isShort, mayWrite, isKept, fans: 180, ...own }
}
