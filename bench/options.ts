/** What may be asked of the bench. */
import { parseArgs } from 'node:util'

export const HELP = `npm run bench -- [options]

  --quick           one short round of each that a target is about, all within a minute
  --only a,b        of: bare yardstick yingda yingda-hot wechat co-wechat node-easywechat
  --write           put the table into docs/performance.md
  --profile         print the 25 hottest functions of each (of yingda, if --only says nothing) instead
  --help            this text

A round is 64 connections that ask as fast as they are answered; the figures are the medians of five rounds
in turn. The exit code is 1 when a target is not held or a check failed.`

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

/** Undefined: help is wanted. */
export function readOptions(args: string[]): Options | undefined {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      write: { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return undefined
  const { quick: isQuick, profile: isProfile } = values
  return {
    isQuick,
    isProfile,
    mayWrite: values.write,
    only: values.only?.split(',') ?? (isProfile ? ['yingda'] : undefined),
    rounds: isQuick || isProfile ? 1 : 5,
    seconds: isQuick ? 2 : 5,
    warmSeconds: isQuick ? 1 : 3,
    steadySeconds: isQuick ? 2 : 5,
  }
}
